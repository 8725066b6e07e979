import { describe, expect, it } from 'vitest';
import { gbdtContributions } from './contributions.ts';
import { makeFixtureDataset } from './fixtures/fixture-dataset.ts';
import type { GbdtModel, GbdtTree } from './gbdt-model.ts';
import { parseGbdtParameters } from './parameters.ts';
import { predictGbdtMargins } from './predict-gbdt.ts';
import { trainGbdt } from './train-gbdt.ts';

/** Expected value of a tree when only the features in `known` are: both ways at others, by cover. */
function expectedValue(tree: GbdtTree, x: readonly number[], known: ReadonlySet<number>, node = 0): number {
  const left = tree.leftChildren[node];
  if (left === -1) return tree.splitConditions[node];
  const value = (child: number) => expectedValue(tree, x, known, child);
  const feature = tree.splitFeatures[node];
  if (known.has(feature)) {
    const isLeft = Number.isNaN(x[feature]) ? tree.defaultLeft[node] : x[feature] < tree.splitConditions[node];
    return value(isLeft ? left : left + 1);
  }
  const [a, b] = [tree.sumHessians[left], tree.sumHessians[left + 1]];
  return (a * value(left) + b * value(left + 1)) / (a + b);
}

/** By the definition: the mean over subsets of the others, weighted by size, of what knowing the feature adds. */
function shapleyValue(tree: GbdtTree, x: readonly number[], feature: number, features: number): number {
  const others = Array.from({ length: features }, (_, i) => i).filter((i) => i !== feature);
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  let sum = 0;
  for (let mask = 0; mask < 2 ** others.length; mask++) {
    const subset = others.filter((_, i) => (mask >> i) & 1);
    const weight = (factorial(subset.length) * factorial(features - subset.length - 1)) / factorial(features);
    const gain = expectedValue(tree, x, new Set([...subset, feature])) - expectedValue(tree, x, new Set(subset));
    sum += weight * gain;
  }
  return sum;
}

const dataset = makeFixtureDataset(400, 'missing', 3);
const model = trainGbdt(dataset, parseGbdtParameters({ num_boost_round: 6, max_depth: 7, min_child_weight: 0 }), {
  kernel: 'typescript',
});

describe('gbdtContributions', () => {
  it('gives the Shapley values that the definition gives, subset by subset', () => {
    const rows = 8;
    const values = dataset.values.filter((_, i) => i % dataset.rows < rows);

    const contributions = gbdtContributions(model, values, rows);

    for (let row = 0; row < rows; row++) {
      const x = Array.from({ length: 6 }, (_, feature) => values[feature * rows + row]);
      for (let feature = 0; feature < 6; feature++) {
        const expected = model.trees.reduce((sum, tree) => sum + shapleyValue(tree, x, feature, 6), 0);
        expect(contributions[row * 7 + feature]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('sums to the margin of each row', () => {
    const contributions = gbdtContributions(model, dataset.values, dataset.rows);

    const margins = predictGbdtMargins(model, dataset.values, dataset.rows);
    margins.forEach((margin, row) => {
      const sum = contributions.subarray(row * 7, row * 7 + 7).reduce((total, x) => total + x, 0);
      expect(sum).toBeCloseTo(margin, 4);
    });
  });

  it('gives what is expected of a model that splits nothing', () => {
    const stump = { ...model, trees: [] };

    expect(Array.from(gbdtContributions(stump, Float32Array.of(1, 2, 3, 4, 5, 6), 1))).toEqual([
      ...Array(6).fill(0),
      model.baseScore,
    ]);
  });

  it('refuses a tree too deep to be told in time', () => {
    const depth = 600;
    const nodes = 2 * depth + 1;
    const chain: GbdtTree = {
      leftChildren: Array.from({ length: nodes }, (_, i) => (i % 2 === 0 && i < 2 * depth ? i + 1 : -1)),
      rightChildren: Array.from({ length: nodes }, (_, i) => (i % 2 === 0 && i < 2 * depth ? i + 2 : -1)),
      splitFeatures: Array(nodes).fill(0),
      splitConditions: Array(nodes).fill(0),
      defaultLeft: Array(nodes).fill(false),
      lossChanges: Array(nodes).fill(0),
      sumHessians: Array(nodes).fill(1),
      baseWeights: Array(nodes).fill(0),
    };
    const deep: GbdtModel = { ...model, trees: [chain] };

    expect(() => gbdtContributions(deep, new Float32Array(6), 1)).toThrow(
      expect.objectContaining({
        code: 'learner.tree_too_deep',
        message: 'tree 0 is 600 splits deep; contributions can be told of at most 512',
      }),
    );
  });
});
