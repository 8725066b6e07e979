import { z } from 'zod';

const NameSchema = z.string().min(1).max(256);

/**
 * What an ONNX file may leave open; an import says it with the file, or the instance once for all. Nothing here is trained:
 * the parameters of the model itself are its author's.
 */
export const HyperparametersSchema = z.strictObject({
  /** The input that takes the features. @default the only one, or one named after each feature */
  input: NameSchema.optional(),
  /** The output that is the score. @default the only one of float numbers; of a classifier, its probabilities */
  output: NameSchema.optional(),
  /** Of an output with several numbers a row, from 0. @default 1 of two probabilities */
  column: z.int().min(0).max(10_000).optional(),
  /** Names in the order that the model takes its features. @default the file's metadata `feature_names`, else the instance's */
  featureNames: z.array(NameSchema).min(1).max(10_000).optional(),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
