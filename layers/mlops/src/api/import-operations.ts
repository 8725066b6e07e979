import { RunRecordSchema } from '@optaic/mlops/registry/records';
import { UploadSchema } from './contracts.ts';
import { CreateModelUploadSchema, ImportModelSchema } from './import-contracts.ts';
import { ByInstance, None, type Operation } from './operation.ts';

/** Models made elsewhere: upload, import. */
export const IMPORT_OPERATIONS = {
  createModelUpload: {
    method: 'POST',
    path: '/v1/instances/{instance}/model-uploads',
    function: 'api-data',
    role: 'researcher',
    summary: 'Get a presigned URL to upload the ONNX file of a model to',
    status: 201,
    parameters: ByInstance,
    query: None,
    body: CreateModelUploadSchema,
    response: UploadSchema,
  },
  importModelVersion: {
    method: 'POST',
    path: '/v1/instances/{instance}/versions/import',
    function: 'api-runs',
    role: 'researcher',
    summary:
      'Import an uploaded ONNX file as the next model version: starts a training run that takes it through every gate',
    status: 202,
    parameters: ByInstance,
    query: None,
    body: ImportModelSchema,
    response: RunRecordSchema,
  },
} as const satisfies Record<string, Operation>;
