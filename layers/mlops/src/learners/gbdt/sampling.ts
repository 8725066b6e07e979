import { createMersenneTwister, type Uint32Generator } from './mersenne-twister.ts';

const TWO_32 = 2 ** 32;
const TWO_31 = 2 ** 31;
const TWO_63 = 2 ** 63;

/** The features that a tree, and each of its nodes, may use. */
export interface FeatureSampler {
  /** Draws the features of the next tree, ascending; at least one. */
  ofTree(): Int32Array;
  /** Those of a node at `depth`, ascending: to be asked in the order in which nodes are searched. */
  ofNode(depth: number): Int32Array;
}

/** The rows and columns that each tree may see, drawn as XGBoost 3.0 draws them. */
export interface TreeSampler {
  /** The rows of the next tree, ascending; undefined when all take part. */
  sampleRows(): Int32Array | undefined;
  readonly features: FeatureSampler;
}

export interface TreeSamplerProps {
  readonly rows: number;
  readonly features: number;
  /** In (0, 1]: the chance of each row. */
  readonly subsample: number;
  /** In (0, 1]: the shares of features, each rounded down: of a tree, of a depth among those, of a node among those. */
  readonly colsampleByTree: number;
  readonly colsampleByLevel: number;
  readonly colsampleByNode: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
}

/**
 * The samplers of one training: a global MT19937 of the seed, whose first word seeds the one that shuffles columns.
 * Per tree call `sampleRows`, then `features.ofTree`.
 */
export function createTreeSampler(props: TreeSamplerProps): TreeSampler {
  const { rows, subsample } = props;
  const global = createMersenneTwister(props.seed);
  const features = createFeatureSampler(props, createMersenneTwister(global()));
  features.ofTree(); // XGBoost 2.0 to 3.1 draw one set that no tree uses.
  return {
    sampleRows: () => (subsample < 1 ? sampleByRow(rows, Math.fround(subsample), global()) : undefined),
    features,
  };
}

function createFeatureSampler(props: TreeSamplerProps, random: Uint32Generator): FeatureSampler {
  const all = Int32Array.from({ length: props.features }, (_, feature) => feature);
  const [byTree, byLevel, byNode] = [props.colsampleByTree, props.colsampleByLevel, props.colsampleByNode].map(
    Math.fround,
  );
  let tree: Int32Array = all;
  let levels = new Map<number, Int32Array>();
  const ofLevel = (depth: number) => {
    const drawn = levels.get(depth) ?? sampleColumns(tree, byLevel, random);
    levels.set(depth, drawn);
    return drawn;
  };
  return {
    ofTree() {
      tree = sampleColumns(all, byTree, random);
      levels = new Map();
      return tree;
    },
    ofNode: (depth) => sampleColumns(ofLevel(depth), byNode, random),
  };
}

/**
 * Keeps row i iff (x_i − 1) / (2⁶³ − 1) < rate, x_i = 16807 · x_{i−1} mod 2⁶³, x_{−1} = max(draw, 1).
 * The stream goes by row, so that what is kept never depends on the order of evaluation.
 */
function sampleByRow(rows: number, rate: number, draw: number): Int32Array {
  const kept = new Int32Array(rows);
  let count = 0;
  let high = 0; // x = high · 2³² + low: 63 bits do not fit a double
  let low = draw === 0 ? 1 : draw;
  for (let row = 0; row < rows; row++) {
    const product = low * 16_807;
    const carry = Math.floor(product / TWO_32);
    low = product - carry * TWO_32;
    high = (high * 16_807 + carry) % TWO_31;
    // 2⁶³ − 1 is 2⁶³ as a double; the sum below rounds once, as the conversion in C++ does.
    if ((high * TWO_32 + (low - 1)) / TWO_63 < rate) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function sampleColumns(from: Int32Array, rate: number, random: Uint32Generator): Int32Array {
  if (rate === 1) return from;
  const count = Math.max(1, Math.floor(Math.fround(rate * from.length)));
  const shuffled = from.slice();
  shuffle(shuffled, random);
  return shuffled.slice(0, count).sort();
}

/** `std::shuffle` of libstdc++, which draws one number for two swaps while it can. */
function shuffle(items: Int32Array, random: Uint32Generator): void {
  const { length } = items;
  if (length * length >= TWO_32) {
    for (let i = 1; i < length; i++) swap(items, i, drawBelow(i + 1, random));
    return;
  }
  let i = 1;
  if (length % 2 === 0) swap(items, i++, drawBelow(2, random));
  for (; i < length; i += 2) {
    const both = drawBelow((i + 1) * (i + 2), random);
    swap(items, i, Math.floor(both / (i + 2)));
    swap(items, i + 1, both % (i + 2));
  }
}

/** Uniform in [0, range) from 32-bit words: Lemire, Fast Random Integer Generation in an Interval, 2019. */
function drawBelow(range: number, random: Uint32Generator): number {
  const wide = BigInt(range);
  let product = BigInt(random()) * wide;
  if (Number(BigInt.asUintN(32, product)) < range) {
    const threshold = (TWO_32 - range) % range;
    while (Number(BigInt.asUintN(32, product)) < threshold) product = BigInt(random()) * wide;
  }
  return Number(product >> 32n);
}

function swap(items: Int32Array, a: number, b: number): void {
  const kept = items[a];
  items[a] = items[b];
  items[b] = kept;
}
