import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { findTreeDefect } from './tree-defect.ts';

const Float32Schema = z.number().refine((x) => Math.fround(x) === x, { error: 'not a float32 number' });

/**
 * One regression tree as columns over its nodes; node 0 is the root. A row goes left at a split iff its value is below
 * the threshold, or is missing and `defaultLeft`; the right child's id is the left one's plus 1.
 */
export const GbdtTreeSchema = z.strictObject({
  /** −1 at leaves. */
  leftChildren: z.array(z.int()),
  /** −1 at leaves. */
  rightChildren: z.array(z.int()),
  /** 0 at leaves. */
  splitFeatures: z.array(z.int()),
  /** The threshold; at leaves the leaf's value, learning rate included. Float32, thresholds may be infinite. */
  splitConditions: z.array(z.custom<number>((x) => typeof x === 'number' && Math.fround(x) === x)),
  defaultLeft: z.array(z.boolean()),
  /** Gain of the split; 0 at leaves. */
  lossChanges: z.array(Float32Schema),
  /** Cover: the sum of hessians of the training rows at the node. */
  sumHessians: z.array(Float32Schema),
  /** The node's own weight before the learning rate; at leaves the leaf's value. */
  baseWeights: z.array(Float32Schema),
});
export type GbdtTree = z.infer<typeof GbdtTreeSchema>;

/** A trained booster as plain data. Its prediction is the base score plus one leaf of every tree. */
export const GbdtModelSchema = z
  .strictObject({
    objective: z.enum(['reg:squarederror']),
    featureNames: z.array(z.string()).min(1),
    baseScore: Float32Schema,
    trees: z.array(GbdtTreeSchema),
    /** The round after which early stopping cut the model, from 0. */
    bestIteration: z.int().min(0).optional(),
    /** The validation loss of that round; infinite when squares of it overflow float32. */
    bestScore: z.union([z.number(), z.literal(Number.POSITIVE_INFINITY)]).optional(),
  })
  .superRefine((model, context) => {
    model.trees.forEach((tree, i) => {
      const defect = findTreeDefect(tree, model.featureNames.length);
      if (defect !== undefined) context.addIssue({ code: 'custom', path: ['trees', i], message: defect });
    });
  });
export type GbdtModel = z.infer<typeof GbdtModelSchema>;

/**
 * Checks what claims to be a model: types, float32 values, and that each tree is one.
 *
 * @throws {InvalidInputError} `learner.model_malformed`, naming the first defect.
 */
export function parseGbdtModel(value: unknown): GbdtModel {
  const parsed = GbdtModelSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? 'the model' : issue.path.join('.');
  throw new InvalidInputError('learner.model_malformed', `the model is malformed at ${where}: ${issue?.message}`);
}
