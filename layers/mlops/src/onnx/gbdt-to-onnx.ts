import { InvalidInputError } from '@optaic/mlops/base';
import { baseMargins, type GbdtModel, type GbdtTree, outputsOf } from '@optaic/mlops/learners/gbdt';
import { encodeOnnxModel, type OnnxAttribute, type OnnxNode } from './onnx-model.ts';

export interface GbdtToOnnxOptions {
  /** Version of the software that trained the model; becomes the file's producer_version. */
  readonly producerVersion: string;
  /** Further metadata_props; not objective, feature_names or best_iteration, which are the model's own. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Adds the base margin to every leaf of the first tree of each output. ONNX Runtime adds its own base value last, the
   * booster first; folded, a single-threaded session gives the booster's sums bit for bit, but those trees no longer show
   * their own leaves.
   *
   * @default true
   */
  readonly foldBase?: boolean;
}

/** The input of every exported signal model: float32, shape (N, features), NaN is missing. */
export const ONNX_INPUT = 'features';
/** Its output: float32, shape (N, outputs), one output for most models. */
export const ONNX_OUTPUT = 'score';
/** Sums of leaves, before they become probabilities. */
const MARGIN = 'margin';

/**
 * The model as an ONNX file with one TreeEnsembleRegressor (ai.onnx.ml 3), for every objective: a value or ranking score
 * (N, 1), the probability of a logistic model (N, 1), or one of each class (N, classes). Splits become BRANCH_LT with the
 * same float32 threshold, so that no decision can differ from `predictGbdt`.
 *
 * @throws {InvalidInputError} `model.metadata_reserved` when `metadata` sets one of the model's own entries.
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html
 */
export function gbdtToOnnx(
  model: GbdtModel,
  { producerVersion, metadata = {}, foldBase = true }: GbdtToOnnxOptions,
): Uint8Array {
  const own = {
    objective: model.objective,
    feature_names: JSON.stringify(model.featureNames),
    ...(model.classes === undefined ? {} : { classes: String(model.classes) }),
    ...(model.bestIteration === undefined ? {} : { best_iteration: String(model.bestIteration) }),
  };
  const transform = predictionNodes(model);
  const reserved = Object.keys(metadata).find((name) => Object.hasOwn(own, name));
  if (reserved !== undefined) {
    throw new InvalidInputError(
      'model.metadata_reserved',
      `metadata sets ${reserved}, which the model sets itself; choose another name`,
    );
  }
  return encodeOnnxModel({
    graphName: 'gbdt',
    producerVersion,
    metadata: { ...metadata, ...own },
    inputs: [{ name: ONNX_INPUT, shape: ['N', model.featureNames.length] }],
    outputs: [{ name: ONNX_OUTPUT, shape: ['N', outputsOf(model)] }],
    nodes: [
      {
        name: 'trees',
        operator: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: [ONNX_INPUT],
        outputs: [transform.length === 0 ? ONNX_OUTPUT : MARGIN],
        attributes: ensembleAttributes(model, foldBase),
      },
      ...transform,
    ],
  });
}

/** From margins to predictions; nothing where they are the same. The regressor's own transforms are not to be relied on. */
function predictionNodes({ objective }: GbdtModel): OnnxNode[] {
  const node = (operator: string, attributes: OnnxAttribute[]): OnnxNode => ({
    name: 'probabilities',
    operator,
    inputs: [MARGIN],
    outputs: [ONNX_OUTPUT],
    attributes,
  });
  if (objective === 'binary:logistic') return [node('Sigmoid', [])];
  return objective === 'multi:softprob' ? [node('Softmax', [{ name: 'axis', type: 'int', value: 1 }])] : [];
}

function ensembleAttributes(model: GbdtModel, foldBase: boolean): OnnxAttribute[] {
  const outputs = outputsOf(model);
  const bases = baseMargins(model);
  // The operator needs a node: a model without trees is a leaf an output that adds nothing.
  const exported = model.trees.length === 0 ? bases.map(() => ZERO_TREE) : model.trees;
  const nodes = exported.flatMap((tree, treeId) => {
    const base = foldBase && treeId < outputs ? bases[treeId] : 0;
    return tree.leftChildren.map((_, id) => exportNode(tree, treeId, id, base));
  });
  const leaves = nodes.filter(({ isLeaf }) => isLeaf);
  const ints = (name: string, value: number[]): OnnxAttribute => ({ name, type: 'ints', value });
  return [
    { name: 'aggregate_function', type: 'string', value: 'SUM' },
    { name: 'base_values', type: 'floats', value: foldBase ? bases.map(() => 0) : bases },
    { name: 'n_targets', type: 'int', value: outputs },
    ints(
      'nodes_falsenodeids',
      nodes.map(({ right }) => right),
    ),
    ints(
      'nodes_featureids',
      nodes.map(({ feature }) => feature),
    ),
    ints(
      'nodes_missing_value_tracks_true',
      nodes.map(({ defaultLeft }) => Number(defaultLeft)),
    ),
    { name: 'nodes_modes', type: 'strings', value: nodes.map(({ isLeaf }) => (isLeaf ? 'LEAF' : 'BRANCH_LT')) },
    ints(
      'nodes_nodeids',
      nodes.map(({ id }) => id),
    ),
    ints(
      'nodes_treeids',
      nodes.map(({ treeId }) => treeId),
    ),
    ints(
      'nodes_truenodeids',
      nodes.map(({ left }) => left),
    ),
    { name: 'nodes_values', type: 'floats', value: nodes.map(({ threshold }) => threshold) },
    { name: 'post_transform', type: 'string', value: 'NONE' },
    ints(
      'target_ids',
      leaves.map(({ treeId }) => treeId % outputs),
    ),
    ints(
      'target_nodeids',
      leaves.map(({ id }) => id),
    ),
    ints(
      'target_treeids',
      leaves.map(({ treeId }) => treeId),
    ),
    { name: 'target_weights', type: 'floats', value: leaves.map(({ value }) => value) },
  ];
}

interface ExportedNode {
  readonly treeId: number;
  readonly id: number;
  readonly isLeaf: boolean;
  readonly left: number;
  readonly right: number;
  readonly feature: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly value: number;
}

function exportNode(tree: GbdtTree, treeId: number, id: number, base: number): ExportedNode {
  const condition = tree.splitConditions[id];
  if (tree.leftChildren[id] === -1) {
    const value = Math.fround(base + condition);
    return { treeId, id, isLeaf: true, left: 0, right: 0, feature: 0, threshold: 0, defaultLeft: false, value };
  }
  return {
    treeId,
    id,
    isLeaf: false,
    left: tree.leftChildren[id],
    right: tree.rightChildren[id],
    feature: tree.splitFeatures[id],
    threshold: condition,
    defaultLeft: tree.defaultLeft[id],
    value: 0,
  };
}

const ZERO_TREE: GbdtTree = {
  leftChildren: [-1],
  rightChildren: [-1],
  splitFeatures: [0],
  splitConditions: [0],
  defaultLeft: [false],
  lossChanges: [0],
  sumHessians: [0],
  baseWeights: [0],
};
