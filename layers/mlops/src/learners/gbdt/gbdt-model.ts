import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { GbdtParametersSchema } from './parameters.ts';
import { findTreeDefect } from './tree-defect.ts';

/** Of a model; every one costs a tree a round. */
export const MOST_CLASSES = 10_000;

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

/** A trained booster as plain data. A row's margins are the base margins plus one leaf of every tree of that output. */
export const GbdtModelSchema = z
  .strictObject({
    objective: z.enum(GbdtParametersSchema.shape.objective.unwrap().options),
    featureNames: z.array(z.string()).min(1),
    /** In prediction space. */
    baseScore: Float32Schema,
    /** One an output instead, as files of XGBoost 3.1 or later may have. */
    baseScores: z.array(Float32Schema).min(1).optional(),
    /** Round by round; inside a round one an output. */
    trees: z.array(GbdtTreeSchema),
    /** Of `multi:softprob`: the number of outputs. */
    classes: z.int().min(2).max(MOST_CLASSES).optional(),
    /** The objective's own parameters where they are not XGBoost's defaults, as it writes them. */
    objectiveParameters: z.record(z.string(), z.string()).optional(),
    /** The round after which early stopping cut the model, from 0. */
    bestIteration: z.int().min(0).optional(),
    /** The validation metric of that round; infinite when squares of it overflow float32, or none was ever defined. */
    bestScore: z
      .union([z.number(), z.literal(Number.POSITIVE_INFINITY), z.literal(Number.NEGATIVE_INFINITY)])
      .optional(),
  })
  .superRefine((model, context) => {
    const outputs = model.classes ?? 1;
    const defectOfModel = findModelDefect(model, outputs);
    if (defectOfModel !== undefined) context.addIssue({ code: 'custom', path: [], message: defectOfModel });
    model.trees.forEach((tree, i) => {
      const defect = findTreeDefect(tree, model.featureNames.length);
      if (defect !== undefined) context.addIssue({ code: 'custom', path: ['trees', i], message: defect });
    });
  });
export type GbdtModel = z.infer<typeof GbdtModelSchema>;

/** The predictions of a row: the classes of softmax, otherwise 1. */
export function outputsOf({ classes = 1 }: Pick<GbdtModel, 'classes'>): number {
  return classes;
}

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

interface Shape {
  readonly objective: string;
  readonly classes?: number | undefined;
  readonly baseScore: number;
  readonly baseScores?: readonly number[] | undefined;
  readonly trees: readonly unknown[];
}

function findModelDefect(
  { objective, classes, baseScore, baseScores, trees }: Shape,
  outputs: number,
): string | undefined {
  if ((objective === 'multi:softprob') !== (classes !== undefined)) {
    return `the objective ${objective} has ${classes ?? 'no'} classes`;
  }
  if (trees.length % outputs !== 0) return `${trees.length} trees are not a whole number of rounds of ${outputs}`;
  if (baseScores !== undefined && baseScores.length !== outputs) {
    return `${baseScores.length} base scores for ${outputs} outputs`;
  }
  const outside = [baseScore, ...(baseScores ?? [])].find((score) => !(score > 0 && score < 1));
  if (objective === 'binary:logistic' && outside !== undefined) return `the base score ${outside} is no probability`;
  return undefined;
}
