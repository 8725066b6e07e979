import { InvalidInputError } from '@optaic/mlops/base';
import type { GbdtModel, GbdtTree } from '@optaic/mlops/learners/gbdt';
import { encodeOnnxModel, type OnnxAttribute } from './onnx-model.ts';

export interface GbdtToOnnxOptions {
  /** Version of the software that trained the model; becomes the file's producer_version. */
  readonly producerVersion: string;
  /** Further metadata_props; not objective, feature_names or best_iteration, which are the model's own. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Adds the base score to every leaf of the first tree. ONNX Runtime adds its own base value last, the booster first;
   * folded, a single-threaded session gives the booster's sums bit for bit, but tree 0 no longer shows its own leaves.
   *
   * @default true
   */
  readonly foldBase?: boolean;
}

/** The input of every exported signal model: float32, shape (N, features), NaN is missing. */
export const ONNX_INPUT = 'features';
/** Its output: float32, shape (N, 1). */
export const ONNX_OUTPUT = 'score';

/**
 * The model as an ONNX file with one TreeEnsembleRegressor (ai.onnx.ml 3). Splits become BRANCH_LT with the same float32
 * threshold, so that no decision can differ from `predictGbdt`.
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
    ...(model.bestIteration === undefined ? {} : { best_iteration: String(model.bestIteration) }),
  };
  const reserved = Object.keys(metadata).find((name) => name in own);
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
    outputs: [{ name: ONNX_OUTPUT, shape: ['N', 1] }],
    nodes: [
      {
        name: 'trees',
        operator: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: [ONNX_INPUT],
        outputs: [ONNX_OUTPUT],
        attributes: ensembleAttributes(model, foldBase),
      },
    ],
  });
}

function ensembleAttributes({ trees, baseScore }: GbdtModel, foldBase: boolean): OnnxAttribute[] {
  // The operator needs a node: a model without trees is one leaf that adds nothing.
  const exported = trees.length === 0 ? [ZERO_TREE] : trees;
  const nodes = exported.flatMap((tree, treeId) => {
    const base = foldBase && treeId === 0 ? baseScore : 0;
    return tree.leftChildren.map((_, id) => exportNode(tree, treeId, id, base));
  });
  const leaves = nodes.filter(({ isLeaf }) => isLeaf);
  const ints = (name: string, value: number[]): OnnxAttribute => ({ name, type: 'ints', value });
  return [
    { name: 'aggregate_function', type: 'string', value: 'SUM' },
    { name: 'base_values', type: 'floats', value: [foldBase ? 0 : baseScore] },
    { name: 'n_targets', type: 'int', value: 1 },
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
      leaves.map(() => 0),
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
