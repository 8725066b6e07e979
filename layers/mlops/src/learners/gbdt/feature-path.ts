/**
 * The features split on the way to a node: each once, with the share of rows that go this way whatever its value (zero
 * fraction), whether the row itself does (one fraction), and the weights of the subsets of the features before it by their
 * size. A level a depth of the tree, so that a sibling finds its parent's path unspoilt.
 *
 * @see Lundberg, Erion and Lee, Consistent Individualized Feature Attribution for Tree Ensembles, 2018, algorithm 2.
 */
export interface FeaturePath {
  /** Makes the path of the root: one element that is no feature. */
  start(): void;
  /** The place of a feature in the path of `length` elements at `level`; −1 when it is not there. */
  find(level: number, length: number, feature: number): number;
  /** Takes an element out, undoing its effect on the weights, and gives its fractions. */
  remove(level: number, length: number, place: number): { readonly zero: number; readonly one: number };
  /** The path at `level` with one feature more, written at the level below. */
  extend(level: number, length: number, feature: number, zero: number, one: number): void;
  /** Adds what each feature of the path contributes at a leaf. */
  addLeaf(level: number, length: number, value: number, sums: Float64Array): void;
}

/** @param depth - Of the tree. */
export function createFeaturePath(depth: number): FeaturePath {
  const width = depth + 2;
  const size = (depth + 1) * width;
  const features = new Int32Array(size);
  const zeros = new Float64Array(size);
  const ones = new Float64Array(size);
  const weights = new Float64Array(size);

  const append = (begin: number, length: number, feature: number, zero: number, one: number) => {
    const last = begin + length;
    features[last] = feature;
    zeros[last] = zero;
    ones[last] = one;
    weights[last] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      weights[begin + i + 1] += (one * weights[begin + i] * (i + 1)) / (length + 1);
      weights[begin + i] = (zero * weights[begin + i] * (length - i)) / (length + 1);
    }
  };

  /** The sum of the weights after undoing the element at `place`. */
  const unwoundSum = (begin: number, length: number, place: number): number => {
    const [zero, one] = [zeros[begin + place], ones[begin + place]];
    const last = length - 1;
    let next = weights[begin + last];
    let total = 0;
    for (let i = last - 1; i >= 0; i--) {
      if (one !== 0) {
        const own = (next * length) / ((i + 1) * one);
        total += own;
        next = weights[begin + i] - (own * zero * (last - i)) / length;
      } else if (zero !== 0) {
        total += (weights[begin + i] * length) / (zero * (last - i));
      }
    }
    return total;
  };

  return {
    start: () => append(0, 0, -1, 1, 1),

    find(level, length, feature) {
      const begin = level * width;
      for (let i = 1; i < length; i++) if (features[begin + i] === feature) return i;
      return -1;
    },

    remove(level, length, place) {
      const begin = level * width;
      const [zero, one] = [zeros[begin + place], ones[begin + place]];
      const last = length - 1;
      let next = weights[begin + last];
      for (let i = last - 1; i >= 0; i--) {
        if (one !== 0) {
          const own = weights[begin + i];
          weights[begin + i] = (next * length) / ((i + 1) * one);
          next = own - (weights[begin + i] * zero * (last - i)) / length;
        } else {
          weights[begin + i] = zero === 0 ? 0 : (weights[begin + i] * length) / (zero * (last - i));
        }
      }
      for (const column of [features, zeros, ones]) {
        column.copyWithin(begin + place, begin + place + 1, begin + length);
      }
      return { zero, one };
    },

    extend(level, length, feature, zero, one) {
      const begin = level * width;
      const below = begin + width;
      for (const column of [features, zeros, ones, weights]) column.copyWithin(below, begin, begin + length);
      append(below, length, feature, zero, one);
    },

    addLeaf(level, length, value, sums) {
      const begin = level * width;
      for (let i = 1; i < length; i++) {
        const weight = unwoundSum(begin, length, i);
        sums[features[begin + i]] += weight * (ones[begin + i] - zeros[begin + i]) * value;
      }
    },
  };
}
