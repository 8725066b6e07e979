import { MAXIMUM_UPLOADED_MODEL_BYTES, Sha256Schema } from '@optaic/mlops/base';
import { z } from 'zod';

const NameSchema = z.string().min(1).max(256);

export const ModelFileSchema = z.strictObject({
  sha256: Sha256Schema,
  bytes: z.int().min(1).max(MAXIMUM_UPLOADED_MODEL_BYTES),
});

/** The ONNX file of a model that was made elsewhere, with what it leaves open. */
export const ModelImportSchema = z.strictObject({
  upload: ModelFileSchema.extend({
    /** As the upload's answer gave it. Only what was announced as a model, and so is no larger than one, is stored there. */
    key: z.string().regex(/^uploads\/models\/[A-Za-z0-9-]{8,64}\/[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  }),
  /** The input that takes the features. @default the only one, or one named after each feature */
  input: NameSchema.optional(),
  /** The output that is the score. @default the only one of float numbers; of a classifier, its probabilities */
  output: NameSchema.optional(),
  /** Of an output with several numbers a row, from 0. @default 1 of two probabilities */
  column: z.int().min(0).max(10_000).optional(),
  /** Names in the order that the model takes its features. @default the file's metadata `feature_names`, else the instance's */
  featureNames: z.array(NameSchema).min(1).max(10_000).optional(),
});
export type ModelImport = z.infer<typeof ModelImportSchema>;
