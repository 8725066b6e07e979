import type { GbdtModel, GbdtTree } from './gbdt-model.ts';

/** The release whose files these are: its readers, and those of every later release, take them. */
const FORMAT_VERSION = [3, 0, 0];
const NO_PARENT = 2_147_483_647;

/**
 * The model as XGBoost's JSON model file, which `xgboost.Booster.load_model` reads. Text beyond ASCII stands as it is,
 * since that reader does not know \\u escapes.
 *
 * @see https://xgboost.readthedocs.io/en/release_3.0.0/tutorials/saving_model.html
 */
export function writeXgboostJson(model: GbdtModel): string {
  const { featureNames, trees } = model;
  const attributes = {
    ...(model.bestIteration === undefined ? {} : { best_iteration: String(model.bestIteration) }),
    ...(model.bestScore === undefined ? {} : { best_score: String(model.bestScore) }),
  };
  const learner = {
    attributes: raw(attributes),
    feature_names: raw(featureNames),
    feature_types: raw(featureNames.map(() => 'float')),
    gradient_booster: object({
      model: object({
        gbtree_model_param: raw({ num_parallel_tree: '1', num_trees: String(trees.length) }),
        iteration_indptr: raw(Array.from({ length: trees.length + 1 }, (_, i) => i)),
        tree_info: raw(trees.map(() => 0)),
        trees: `[${trees.map((tree, i) => writeTree(tree, i, featureNames.length)).join(',')}]`,
      }),
      name: raw('gbtree'),
    }),
    learner_model_param: raw({
      base_score: float(model.baseScore),
      boost_from_average: '1',
      num_class: '0',
      num_feature: String(featureNames.length),
      num_target: '1',
    }),
    objective: raw({ name: model.objective, reg_loss_param: { scale_pos_weight: '1' } }),
  };
  return object({ learner: object(learner), version: raw(FORMAT_VERSION) });
}

function writeTree(tree: GbdtTree, id: number, features: number): string {
  const nodes = tree.leftChildren.length;
  const zeros = raw(tree.leftChildren.map(() => 0));
  return object({
    base_weights: floats(tree.baseWeights),
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: raw(tree.defaultLeft.map(Number)),
    id: raw(id),
    left_children: raw(tree.leftChildren),
    loss_changes: floats(tree.lossChanges),
    parents: raw(findParents(tree)),
    right_children: raw(tree.rightChildren),
    split_conditions: floats(tree.splitConditions),
    split_indices: raw(tree.splitFeatures),
    split_type: zeros,
    sum_hessian: floats(tree.sumHessians),
    tree_param: raw({
      num_deleted: '0',
      num_feature: String(features),
      num_nodes: String(nodes),
      size_leaf_vector: '1',
    }),
  });
}

function findParents({ leftChildren, rightChildren }: GbdtTree): number[] {
  const parents = leftChildren.map(() => NO_PARENT);
  leftChildren.forEach((left, node) => {
    if (left === -1) return;
    parents[left] = node;
    parents[rightChildren[node]] = node;
  });
  return parents;
}

function floats(column: readonly number[]): string {
  return `[${column.map(float).join(',')}]`;
}

/**
 * The shortest of 6 to 9 digits that reads back as the same float32, with an exponent: XGBoost's reader refuses a float
 * without point or exponent, and takes a base score of more than 9 digits for 0.5.
 */
function float(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  if (Object.is(x, -0)) return '-0E0';
  for (let digits = 6; digits < 9; digits++) {
    const text = x.toExponential(digits - 1);
    if (Math.fround(Number(text)) === x) return withoutZeros(text);
  }
  return withoutZeros(x.toExponential(8));
}

function withoutZeros(text: string): string {
  return text.replace(/\.?0*e\+?/, 'E');
}

function object(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
}

function raw(value: unknown): string {
  return JSON.stringify(value);
}
