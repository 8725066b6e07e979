import { Sha256Schema } from '@optaic/mlops/base';
import { UPLOADED_ONNX_LIMITS } from '@optaic/mlops/onnx';
import { z } from 'zod';
import { nameWithCode } from './contracts.ts';
import { AsOfTextSchema } from './row-contracts.ts';

const BytesSchema = z.int().min(1).max(UPLOADED_ONNX_LIMITS.bytes);

export const CreateModelUploadSchema = z.strictObject({
  fileName: nameWithCode(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,122}\.onnx$/),
    'upload.file_name_invalid',
    'a letter or digit, then at most 122 letters, digits, dots, _ or -, then .onnx, without a folder',
  ),
  bytes: BytesSchema,
  sha256: Sha256Schema,
});
export type CreateModelUpload = z.input<typeof CreateModelUploadSchema>;

/** A model that was trained elsewhere, as of a time, with what its file leaves open. */
export const ImportModelSchema = z.strictObject({
  upload: z.strictObject({
    /** As the upload's answer gave it. */
    key: z.string().regex(/^uploads\/models\/[A-Za-z0-9-]{8,64}\/[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    sha256: Sha256Schema,
    bytes: BytesSchema,
  }),
  /** The input that takes the features. @default the only one, or one named after each feature */
  input: z.string().min(1).max(256).optional(),
  /** The output that is the score. @default the only one of float numbers; of a classifier, its probabilities */
  output: z.string().min(1).max(256).optional(),
  /** Of an output with several numbers a row, from 0. @default 1 of two probabilities */
  column: z.int().min(0).max(10_000).optional(),
  /** Names in the order that the model takes its features. @default the file's metadata `feature_names`, else the instance's */
  featureNames: z.array(z.string().min(1).max(256)).min(1).max(10_000).optional(),
  /** What was known when it was trained: it may predict nothing earlier. Default: now. */
  asOf: AsOfTextSchema.optional(),
  clock: z.enum(['live', 'simulated']).default('live'),
});
export type ImportModel = z.input<typeof ImportModelSchema>;
