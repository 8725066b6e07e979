import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { type GbdtModel, GbdtModelSchema, type GbdtTree, MOST_CLASSES, parseGbdtModel } from './gbdt-model.ts';
import { OBJECTIVE_FILES } from './objective-parameters.ts';
import { parseJsonText } from './parse-json-text.ts';

// Decimal text is not the float32 it stands for: a row equal to a threshold would go the wrong way.
const FloatsSchema = z.array(z.unknown()).transform((column, context) => {
  const defect = column.findIndex((x) => typeof x !== 'number');
  if (defect === -1) return column.map((x) => Math.fround(Number(x)));
  context.addIssue({ code: 'custom', path: [defect], message: 'expected a number' });
  return z.NEVER;
});
const FlagSchema = z.union([z.literal([0, 1]), z.boolean()]).transform(Boolean);
const CountSchema = z
  .string()
  .regex(/^\d{1,9}$/, { error: 'expected digits' })
  .transform(Number);

const TreeSchema = z.object({
  left_children: z.array(z.int()),
  right_children: z.array(z.int()),
  split_indices: z.array(z.int()),
  split_conditions: FloatsSchema,
  default_left: z.array(FlagSchema),
  loss_changes: FloatsSchema,
  sum_hessian: FloatsSchema,
  base_weights: FloatsSchema,
  split_type: z.array(z.literal(0, { error: 'categorical splits are not supported' })).optional(),
  tree_param: z.object({ num_nodes: CountSchema }),
});

const FileSchema = z.object({
  learner: z.object({
    attributes: z.record(z.string(), z.string()),
    feature_names: z.array(z.string()).optional(),
    gradient_booster: z.object({
      name: z.literal('gbtree'),
      model: z.object({
        gbtree_model_param: z.object({ num_trees: CountSchema }),
        tree_info: z.array(z.int().min(0)),
        trees: z.array(TreeSchema),
      }),
    }),
    learner_model_param: z.object({
      // A scalar to 3.0; from 3.1 a list with one element per output.
      base_score: z.string().regex(/^(?:[-+0-9.eE]+|\[[-+0-9.eE]+(?:,[-+0-9.eE]+)*\])$/),
      num_class: CountSchema,
      num_feature: CountSchema,
      num_target: z.literal('1', { error: 'several targets are not supported' }).optional(),
    }),
    objective: z.looseObject({ name: z.string() }),
  }),
});
const MAXIMUM_FEATURES = 1_000_000;

type XgboostFile = z.output<typeof FileSchema>;
type XgboostTree = z.output<typeof TreeSchema>;

/**
 * Reads a model file that XGBoost (1.7 or later) or `writeXgboostJson` wrote. Features without names become f0, f1, ….
 *
 * @throws {InvalidInputError} `learner.model_malformed`, naming what and where, when the text is cut short, is no such
 *   file or holds a graph that is no tree; `learner.objective_unsupported` for an objective that is not trained here.
 */
export function readXgboostJson(text: string): GbdtModel {
  const parsed = FileSchema.safeParse(parseJsonText(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw malformed(`${issue?.path.join('.') ?? 'the file'}: ${issue?.message}`);
  }
  const { learner } = parsed.data;
  const objective = readObjective(learner);
  const classes = learner.learner_model_param.num_class;
  if (classes > MOST_CLASSES) throw malformed(`num_class is ${classes}; at most ${MOST_CLASSES} can be read`);
  const { trees, tree_info: outputs, gbtree_model_param: counts } = learner.gradient_booster.model;
  if (trees.length !== counts.num_trees || outputs.length !== trees.length) {
    throw malformed(`it has ${trees.length} trees; num_trees says ${counts.num_trees}, tree_info ${outputs.length}`);
  }
  return parseGbdtModel({
    ...objective,
    ...(classes > 1 ? { classes } : {}),
    featureNames: readFeatureNames(learner),
    ...readBaseScore(learner.learner_model_param.base_score),
    trees: orderByRound(trees.map(toTree), outputs, Math.max(1, classes)),
    ...readStopping(learner.attributes),
  });
}

const OBJECTIVES = GbdtModelSchema.shape.objective;

/** Its name, and of its parameters those that are not XGBoost's defaults. */
function readObjective({ objective }: XgboostFile['learner']): Pick<GbdtModel, 'objective' | 'objectiveParameters'> {
  const name = OBJECTIVES.safeParse(objective.name);
  if (!name.success) {
    throw new InvalidInputError(
      'learner.objective_unsupported',
      `the model has the objective ${objective.name}; those that can be read are ${OBJECTIVES.options.join(', ')}`,
    );
  }
  const { member, defaults } = OBJECTIVE_FILES[name.data];
  const values = z.record(z.string(), z.string()).safeParse(objective[member] ?? {});
  if (!values.success) throw malformed(`learner.objective.${member}: expected an object of text`);
  const changed = Object.entries(values.data).filter(([key, value]) => key in defaults && defaults[key] !== value);
  return {
    objective: name.data,
    ...(changed.length === 0 ? {} : { objectiveParameters: Object.fromEntries(changed) }),
  };
}

/** One number, or one an output: those are kept apart only where they differ. */
function readBaseScore(text: string): Pick<GbdtModel, 'baseScore' | 'baseScores'> {
  const scores = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((score) => Math.fround(Number(score)));
  const [baseScore] = scores;
  return scores.every((score) => score === baseScore) ? { baseScore } : { baseScore, baseScores: scores };
}

/** Parallel trees of a round become rounds of their own: sums by output keep their order. */
function orderByRound(trees: GbdtTree[], outputOf: readonly number[], outputs: number): GbdtTree[] {
  const byOutput: GbdtTree[][] = Array.from({ length: outputs }, () => []);
  trees.forEach((tree, i) => {
    const own = byOutput[outputOf[i]];
    if (own === undefined) throw malformed(`tree ${i} is of output ${outputOf[i]}; there are ${outputs}`);
    own.push(tree);
  });
  const [first] = byOutput;
  const uneven = byOutput.findIndex(({ length }) => length !== first.length);
  if (uneven !== -1) throw malformed(`output ${uneven} has ${byOutput[uneven].length} trees, output 0 ${first.length}`);
  return first.flatMap((_, round) => byOutput.map((own) => own[round]));
}

function readFeatureNames({ feature_names: names = [], learner_model_param }: XgboostFile['learner']): string[] {
  const features = learner_model_param.num_feature;
  if (features > MAXIMUM_FEATURES) {
    throw malformed(`num_feature is ${features}; at most ${MAXIMUM_FEATURES} can be read`);
  }
  if (names.length !== 0 && names.length !== features) {
    throw malformed(`feature_names has ${names.length} names for ${features} features`);
  }
  return names.length === 0 ? Array.from({ length: features }, (_, i) => `f${i}`) : names;
}

function readStopping({ best_iteration: iteration, best_score: score }: Readonly<Record<string, string>>) {
  return {
    ...(iteration === undefined ? {} : { bestIteration: Number(iteration) }),
    ...(score === undefined ? {} : { bestScore: Number(score) }),
  };
}

function toTree(tree: XgboostTree, i: number): GbdtTree {
  const nodes = tree.tree_param.num_nodes;
  if (tree.left_children.length !== nodes) {
    throw malformed(`tree ${i} has ${tree.left_children.length} nodes; its num_nodes says ${nodes}`);
  }
  return {
    leftChildren: tree.left_children,
    rightChildren: tree.right_children,
    splitFeatures: tree.split_indices,
    splitConditions: tree.split_conditions,
    defaultLeft: tree.default_left,
    lossChanges: tree.loss_changes,
    sumHessians: tree.sum_hessian,
    baseWeights: tree.base_weights,
  };
}

function malformed(what: string): InvalidInputError {
  return new InvalidInputError('learner.model_malformed', `the model file is malformed: ${what}`);
}
