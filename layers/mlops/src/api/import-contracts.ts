import { ModelFileSchema, ModelImportSchema } from '@optaic/mlops/registry/model-import';
import { z } from 'zod';
import { nameWithCode } from './contracts.ts';
import { AsOfTextSchema } from './row-contracts.ts';

export const CreateModelUploadSchema = ModelFileSchema.extend({
  fileName: nameWithCode(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,122}\.onnx$/),
    'upload.file_name_invalid',
    'a letter or digit, then at most 122 letters, digits, dots, _ or -, then .onnx, without a folder',
  ),
});
export type CreateModelUpload = z.input<typeof CreateModelUploadSchema>;

export const ImportModelSchema = ModelImportSchema.extend({
  /** What was known when it was trained: it may predict nothing earlier. Default: now. */
  asOf: AsOfTextSchema.optional(),
  clock: z.enum(['live', 'simulated']).default('live'),
});
export type ImportModel = z.input<typeof ImportModelSchema>;
