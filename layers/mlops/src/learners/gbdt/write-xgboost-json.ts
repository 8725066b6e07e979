import { type GbdtModel, type GbdtTree, outputsOf } from './gbdt-model.ts';
import { OBJECTIVE_FILES } from './objective-parameters.ts';

/** The release whose files these are: its readers, and those of every later release, take them. */
const FORMAT_VERSION = [3, 0, 0];
/** The first release that reads a base score of each output. */
const VECTOR_VERSION = [3, 1, 0];
const NO_PARENT = 2_147_483_647;

/**
 * The model as XGBoost's JSON model file, which `xgboost.Booster.load_model` reads. Text beyond ASCII stands as it is,
 * since that reader does not know \\u escapes.
 *
 * @see https://xgboost.readthedocs.io/en/release_3.0.0/tutorials/saving_model.html
 */
export function writeXgboostJson(model: GbdtModel): string {
  const { featureNames, trees, baseScores } = model;
  const outputs = outputsOf(model);
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
        iteration_indptr: raw(Array.from({ length: trees.length / outputs + 1 }, (_, round) => round * outputs)),
        tree_info: raw(trees.map((_, i) => i % outputs)),
        trees: `[${trees.map((tree, i) => writeTree(tree, i, featureNames.length)).join(',')}]`,
      }),
      name: raw('gbtree'),
    }),
    learner_model_param: raw({
      base_score: baseScores === undefined ? float(model.baseScore) : floats(baseScores),
      boost_from_average: '1',
      num_class: String(model.classes ?? 0),
      num_feature: String(featureNames.length),
      num_target: '1',
    }),
    objective: writeObjective(model),
  };
  return object({ learner: object(learner), version: raw(baseScores === undefined ? FORMAT_VERSION : VECTOR_VERSION) });
}

/** Members in the order of their names, as XGBoost writes them. */
function writeObjective({ objective, objectiveParameters, classes }: GbdtModel): string {
  const { member, defaults } = OBJECTIVE_FILES[objective];
  const parameters = classes === undefined ? { ...defaults, ...objectiveParameters } : { num_class: String(classes) };
  const members = { name: raw(objective), [member]: raw(parameters) };
  return object(Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))));
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
    const text = roundToEven(x, digits);
    if (Math.fround(Number(text)) === x) return withoutZeros(text);
  }
  return withoutZeros(roundToEven(x, 9));
}

/** So many significant digits; halfway between two, the even one, where JavaScript takes the greater. */
function roundToEven(x: number, digits: number): string {
  const text = x.toExponential(digits - 1);
  const oneMore = x.toExponential(digits);
  const [, head = '', last = '', exponent = ''] = /^(.*(\d))5(e.*)$/.exec(oneMore) ?? [];
  const isHalfway = head !== '' && Number(oneMore) === x;
  return isHalfway && Number(last) % 2 === 0 ? `${head}${exponent}` : text;
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
