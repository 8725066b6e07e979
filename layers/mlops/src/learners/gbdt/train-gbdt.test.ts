import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GbdtDataset } from './dataset.ts';
import { makeFixtureDataset } from './fixtures/fixture-dataset.ts';
import { type GbdtModel, parseGbdtModel } from './gbdt-model.ts';
import { findBestSplitNaively } from './naive-split.testing.ts';
import { type GbdtParametersRaw, parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { type GbdtRound, trainGbdt } from './train-gbdt.ts';
import { findTreeDefect } from './tree-defect.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const missing = Number.NaN;

function makeDataset(columns: readonly (readonly number[])[], labels: readonly number[]): GbdtDataset {
  return {
    rows: labels.length,
    features: columns.length,
    featureNames: columns.map((_, i) => `f${i}`),
    values: Float32Array.from(columns.flat()),
    labels: Float32Array.from(labels),
  };
}

function train(dataset: GbdtDataset, raw: GbdtParametersRaw, options = {}): GbdtModel {
  return trainGbdt(dataset, parseGbdtParameters(raw), options);
}

describe('trainGbdt', () => {
  it('grows the tree that a hand calculation gives', () => {
    // f = 2 everywhere, so g = f − y = 1, 1, −1, −1 and h = 1: the root has G = 0, H = 4, score 0² / (4 + 1) = 0.
    // x < 2: 1² / (1 + 1) + (−1)² / (3 + 1) = 0.75     x < 3: 2² / (2 + 1) + (−2)² / (2 + 1) = 2.6667, the best
    // x < 4: as x < 2.     Weights −2 / 3 and 2 / 3, times the learning rate 0.5.
    const dataset = makeDataset([[1, 2, 3, 4]], [1, 1, 3, 3]);

    const { trees, baseScore } = train(dataset, {
      num_boost_round: 1,
      max_depth: 1,
      learning_rate: 0.5,
    });

    const third = Math.fround(Math.fround(2 / 3) * 0.5);
    expect(baseScore).toBe(2);
    expect(trees).toEqual([
      {
        leftChildren: [1, -1, -1],
        rightChildren: [2, -1, -1],
        splitFeatures: [0, 0, 0],
        splitConditions: [3, -third, third],
        defaultLeft: [false, false, false],
        lossChanges: [Math.fround(2 * Math.fround(4 / 3)), 0, 0],
        sumHessians: [4, 2, 2],
        baseWeights: [-0, -third, third],
      },
    ]);
  });

  it('shrinks gradients by alpha before it weighs a leaf', () => {
    // As above, but T(±2) = ±(2 − 0.5) = ±1.5, so the weights are ∓1.5 / (2 + 1).
    const dataset = makeDataset([[1, 2, 3, 4]], [1, 1, 3, 3]);

    const { trees } = train(dataset, { num_boost_round: 1, max_depth: 1, learning_rate: 1, reg_alpha: 0.5 });

    expect(trees[0]?.splitConditions).toEqual([3, -0.5, 0.5]);
    expect(trees[0]?.lossChanges[0]).toBe(2 * (1.5 ** 2 / 3));
  });

  it.each([
    { goesWith: 'low values', labels: [1, 1, 3, 3, 1], defaultLeft: true },
    { goesWith: 'high values', labels: [1, 1, 3, 3, 3], defaultLeft: false },
  ])('sends missing values to the side of $goesWith when their labels are such', ({ labels, defaultLeft }) => {
    const dataset = makeDataset([[1, 2, 3, 4, missing]], labels);

    const { trees } = train(dataset, { num_boost_round: 1, max_depth: 1 });

    expect(trees[0]?.defaultLeft[0]).toBe(defaultLeft);
    expect(trees[0]?.splitConditions[0]).toBe(3);
  });

  it('parts missing from present values when that is all that tells', () => {
    const dataset = makeDataset([[5, missing, 5, missing, 5, missing]], [1, 9, 1, 9, 1, 9]);

    const model = train(dataset, { num_boost_round: 1, max_depth: 1, learning_rate: 1, reg_lambda: 0 });

    expect(Array.from(predictGbdt(model, Float32Array.of(5, missing, -100), 3))).toEqual([1, 9, 1]);
  });

  it('learns nothing from constant, wholly missing or too few values, but the mean', () => {
    const dataset = makeDataset([[7, 7, 7, 7], Array(4).fill(missing)], [1, 2, 3, 6]);

    const model = train(dataset, { num_boost_round: 3 });

    expect(model.trees.map(({ leftChildren }) => leftChildren)).toEqual([[-1], [-1], [-1]]);
    expect(Array.from(predictGbdt(model, dataset.values, 4))).toEqual([3, 3, 3, 3]);
  });

  it('does not split for a gain of a millionth or less', () => {
    // By the first hand calculation, labels ±d have the gain 2 · (2d)² / 3: at d = 6e-4 9.6e-7, at 7e-4 1.3e-6.
    const nodesFor = (d: number) => {
      const dataset = makeDataset([[1, 2, 3, 4]], [-d, -d, d, d]);
      return train(dataset, { num_boost_round: 1, max_depth: 1, base_score: 0 }).trees[0]?.leftChildren.length;
    };

    expect(nodesFor(6e-4)).toBe(1);
    expect(nodesFor(7e-4)).toBe(3);
  });

  it('finds the split of greatest gain, as trying every split of every feature does', () => {
    // Whole labels and a whole base score keep all sums exact, so that even ties must be broken alike.
    const cell = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }) }, fc.constant(missing));
    const row = fc.record({ values: fc.tuple(cell, cell, cell), label: fc.integer({ min: -8, max: 8 }) });
    const penalties = fc.record({
      reg_lambda: fc.constantFrom(0, 1, 3.5),
      reg_alpha: fc.constantFrom(0, 0.5, 4),
      min_child_weight: fc.constantFrom(0, 1, 3),
    });

    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), penalties, (rows, penalties) => {
        const columns = [0, 1, 2].map((feature) => rows.map(({ values }) => values[feature] ?? missing));
        const labels = rows.map(({ label }) => label);

        const { trees } = train(makeDataset(columns, labels), {
          ...penalties,
          num_boost_round: 1,
          max_depth: 3,
          base_score: 1,
        });

        const tree = trees[0];
        const visit = (node: number, members: readonly number[], depth: number): void => {
          const expected = depth < 3 ? findBestSplitNaively(columns, labels, 1, members, penalties) : undefined;
          const isSplit = tree?.leftChildren[node] !== -1;
          expect(isSplit ? describeSplit(tree, node) : undefined).toEqual(expected?.split);
          if (expected === undefined) return;
          visit(tree?.leftChildren[node] ?? -1, expected.left, depth + 1);
          visit(tree?.rightChildren[node] ?? -1, expected.right, depth + 1);
        };
        visit(0, [...rows.keys()], 0);
      }),
      { numRuns: 300 },
    );
  });

  it('grows well-formed trees whose leaves cover their root', () => {
    const dataset = makeFixtureDataset(700, 'weighted', 3);

    const { trees } = train(dataset, { num_boost_round: 8, max_depth: 7, min_child_weight: 0.5 });

    for (const tree of trees) {
      expect(findTreeDefect(tree, dataset.features)).toBeUndefined();
      const leafCovers = tree.sumHessians.filter((_, node) => tree.leftChildren[node] === -1);
      const cover = leafCovers.reduce((sum, hessian) => sum + hessian, 0);
      expect(cover / (tree.sumHessians[0] ?? 0)).toBeCloseTo(1, 5);
    }
  });

  it.each([{}, { subsample: 0.6, colsample_bytree: 0.5, seed: 3 }])(
    'reports losses that the finished model shows, with %j',
    (sampling) => {
      const dataset = makeFixtureDataset(400, 'missing', 3);
      const validation = makeFixtureDataset(200, 'missing', 4);
      const rounds: GbdtRound[] = [];

      const model = train(
        dataset,
        { num_boost_round: 5, ...sampling },
        { validation, onRound: (round: GbdtRound) => rounds.push(round) },
      );

      expect(rounds.map(({ round, rounds }) => `${round}/${rounds}`)).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
      const [trainRmse, validationRmse] = [dataset, validation].map((given) => rootMeanSquaredError(model, given));
      expect(rounds.at(-1)).toEqual({
        round: 5,
        rounds: 5,
        losses: { trainRmse, validationRmse },
        train: { rmse: trainRmse },
        validation: { rmse: validationRmse },
      });
    },
  );

  it('gives the same bytes for the same seed and others for another', () => {
    const dataset = makeFixtureDataset(400, 'missing', 3);
    const write = (seed: number) =>
      writeXgboostJson(train(dataset, { num_boost_round: 4, subsample: 0.8, colsample_bytree: 0.7, seed }));

    expect(write(1)).toBe(write(1));
    expect(write(1)).not.toBe(write(2));
  });

  it('keeps the rounds up to the best one when it stops early', () => {
    const dataset = makeFixtureDataset(400, 'missing', 3);
    const validation = makeFixtureDataset(200, 'missing', 4);
    const losses: number[] = [];

    const model = train(
      dataset,
      { num_boost_round: 500, learning_rate: 1, early_stopping_rounds: 4 },
      { validation, onRound: ({ validation }: GbdtRound) => losses.push(validation?.rmse ?? missing) },
    );

    const best = Math.min(...losses);
    expect(model.bestScore).toBe(best);
    expect(model.bestIteration).toBe(losses.indexOf(best));
    expect(model.trees).toHaveLength(losses.indexOf(best) + 1);
    expect(losses).toHaveLength(losses.indexOf(best) + 1 + 4);
  });

  it('keeps to the mean when squares of the labels overflow float32', () => {
    const dataset = makeDataset([[1, 2, 3, 4]], [1e30, 1e30, 3e30, 3e30]);

    const model = train(dataset, { early_stopping_rounds: 2 }, { validation: dataset });

    expect(parseGbdtModel(model)).toEqual(model);
    expect(Array.from(predictGbdt(model, dataset.values, 4))).toEqual(Array(4).fill(Math.fround(2e30)));
  });

  it('refuses early stopping without a validation dataset', () => {
    const dataset = makeDataset([[1, 2]], [1, 2]);

    expect(() => train(dataset, { early_stopping_rounds: 5 })).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.validation_missing' }),
    );
  });

  it('refuses a validation dataset with other features', () => {
    const dataset = makeDataset([[1, 2]], [1, 2]);
    const validation = { ...dataset, featureNames: ['g'] };

    expect(() => train(dataset, {}, { validation })).toThrow(
      expect.objectContaining({ code: 'learner.feature_mismatch' }),
    );
  });
});

/** Float64 mean of float32 squares. */
function rootMeanSquaredError(model: GbdtModel, { values, labels, rows }: GbdtDataset): number {
  const squares = predictGbdt(model, values, rows).map((prediction, row) => Math.fround(labels[row] - prediction) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rows);
}

function describeSplit(tree: GbdtModel['trees'][number] | undefined, node: number) {
  return {
    feature: tree?.splitFeatures[node],
    threshold: tree?.splitConditions[node],
    defaultLeft: tree?.defaultLeft[node],
    gain: tree?.lossChanges[node],
  };
}
