import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledRows } from '../training-rows.ts';
import { fitElasticNet } from './fit-elastic-net.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitRidge } from './fit-ridge.ts';
import { decodeLinearModel, encodeLinearModel, type LinearModel } from './linear-model.ts';
import { parseElasticNetParameters, parseLogisticParameters, parseRidgeParameters } from './parameters.ts';
import { predictLinear } from './predict-linear.ts';
import { pickRows, simulateLabels } from './simulated-labels.testing.ts';

const LEARNERS = {
  ridge: (rows: LabelledRows) => fitRidge(rows, parseRidgeParameters({})),
  elastic_net: (rows: LabelledRows) => fitElasticNet(rows, parseElasticNetParameters({ alpha: 0.1, tol: 1e-12 })),
  logistic: (rows: LabelledRows) => fitLogistic(rows, parseLogisticParameters({})),
} as const;
const NAMES = Object.keys(LEARNERS) as (keyof typeof LEARNERS)[];
const labelsFor = (learner: LinearModel['learner'], seed: number, rows: number, features: number) =>
  simulateLabels(seed, rows, features, learner === 'logistic' ? 'binary' : 'real');

describe.each(NAMES)('%s', (learner) => {
  const fit = LEARNERS[learner];

  it('does not depend on the units of a feature, since features are standardised', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -50, max: 50 }), (power, shift) => {
        const rows = labelsFor(learner, 3, 60, 3);
        const values = rows.values.map((value, i) => (i < 60 ? (value + shift) * 10 ** power : value));

        const [one, two] = [fit(rows), fit({ ...rows, values })];

        const [left, right] = [predictLinear(one, rows.values, 60), predictLinear(two, values, 60)];
        left.forEach((score, row) => {
          expect(right[row]).toBeCloseTo(score, 4);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('takes a weight of 0 for no row', () => {
    const rows = labelsFor(learner, 4, 40, 3);
    const weights = Float64Array.from({ length: 40 }, (_, row) => Number(row % 4 !== 0));
    const kept = Array.from({ length: 40 }, (_, row) => row).filter((row) => row % 4 !== 0);

    const model = fit({ ...rows, weights });

    expect(model.coefficients).toEqual(fit(pickRows(rows, kept)).coefficients);
  });

  it('takes a weight of 2 for the row twice', () => {
    const rows = labelsFor(learner, 5, 40, 3);
    const weights = new Float64Array(40).fill(1).fill(2, 0, 10);
    const twice = pickRows(rows, [...Array(40).keys(), ...Array(10).keys()]);

    const [weighted, repeated] = [fit({ ...rows, weights }), fit(twice)];

    weighted.coefficients.forEach((coefficient, feature) => {
      expect(coefficient).toBeCloseTo(repeated.coefficients[feature], 9);
    });
    expect(weighted.intercept).toBeCloseTo(repeated.intercept, 9);
  });

  it('gives a constant feature, and one that is missing everywhere, the coefficient 0', () => {
    const rows = labelsFor(learner, 6, 40, 3);
    const values = rows.values.map((value, i) => (i < 40 ? 0.1 : i < 80 ? Number.NaN : value));

    const model = fit({ ...rows, values });

    expect(model.coefficients.slice(0, 2)).toEqual([0, 0]);
    expect(model.coefficients[2]).not.toBe(0);
  });

  it('takes a missing value for the mean of the feature', () => {
    const rows = labelsFor(learner, 7, 40, 2);
    const values = rows.values.with(5, Number.NaN);
    const mean = (values.subarray(0, 40).reduce((sum, value, row) => sum + (row === 5 ? 0 : value), 0) / 39) as number;

    const model = fit({ ...rows, values });

    expect(model.offset[0]).toBeCloseTo(mean, 12);
    expect(predictLinear(model, Float64Array.of(Number.NaN, 1), 1)).toEqual(
      predictLinear(model, Float64Array.of(model.offset[0], 1), 1),
    );
  });

  it('is the same twice, and through its native form', () => {
    const rows = labelsFor(learner, 8, 40, 3);
    const model = fit(rows);

    expect(encodeLinearModel(fit(rows))).toEqual(encodeLinearModel(model));
    expect(decodeLinearModel(encodeLinearModel(model))).toEqual(model);
  });

  const rows = labelsFor(learner, 9, 20, 2);
  it.each([
    ['learner.label_not_finite', 'row 3 is NaN', { ...rows, labels: rows.labels.with(3, Number.NaN) }],
    [
      'learner.label_not_finite',
      'row 3 is Infinity',
      { ...rows, labels: rows.labels.with(3, Number.POSITIVE_INFINITY) },
    ],
    ['learner.feature_infinite', 'feature x1', { ...rows, values: rows.values.with(21, Number.NEGATIVE_INFINITY) }],
    ['learner.weight_invalid', 'all 20 weights', { ...rows, weights: new Float64Array(20) }],
    ['learner.weight_invalid', 'row 1 is -1', { ...rows, weights: new Float64Array(20).fill(1).with(1, -1) }],
    ['learner.feature_constant', 'none of the 2 features', { ...rows, values: new Float64Array(40).fill(3) }],
    ['learner.shape_mismatch', '19 elements', { ...rows, labels: rows.labels.slice(1) }],
    ['learner.shape_mismatch', 'weights', { ...rows, weights: new Float64Array(3) }],
    ['learner.duplicate_feature', 'x0', { ...rows, featureNames: ['x0', 'x0'] }],
    [
      'learner.too_few_rows',
      '1 rows',
      { ...rows, rows: 1, values: rows.values.slice(0, 2), labels: rows.labels.slice(0, 1) },
    ],
  ])('refuses with %s, naming %s', (code, named, bad) => {
    expect(() => fit(bad)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code, message: expect.stringContaining(named) }),
    );
  });

  it('answers at once to 100,000 columns: with a model or the limit', () => {
    const features = 100_000;
    const wide: LabelledRows = {
      rows: 4,
      featureNames: Array.from({ length: features }, (_, f) => `x${f}`),
      values: Float32Array.from({ length: 4 * features }, (_, i) => Math.sin(i)),
      labels: Float32Array.of(0, 1, 0, 1),
    };

    if (learner === 'logistic') {
      expect(() => fit(wide)).toThrow(
        expect.objectContaining({
          code: 'learner.problem_too_large',
          message: expect.stringContaining('2000 features'),
        }),
      );
    } else expect(fit(wide).coefficients).toHaveLength(features);
  });
});

describe('fitRidge', () => {
  it('makes every derivative of its loss vanish, from more rows than features and from fewer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (seed, n, p) => {
          const rows = simulateLabels(seed, n, p);
          const alpha = 0.5 + (seed % 7);
          const model = fitRidge(rows, parseRidgeParameters({ alpha }));

          const residuals = residualsOf(model, rows);
          model.coefficients.forEach((coefficient, feature) => {
            const slope = residuals.reduce(
              (sum, residual, row) => sum + residual * standardised(model, rows, feature, row),
              0,
            );
            expect(slope).toBeCloseTo(alpha * coefficient, 6);
          });
          expect(residuals.reduce((sum, residual) => sum + residual, 0)).toBeCloseTo(0, 6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses least squares with fewer rows than parameters, or on dependent features', () => {
    const few = simulateLabels(1, 4, 4);
    const dependent = simulateLabels(1, 20, 2);
    const copied = dependent.values.map((value, i) => (i < 20 ? value : dependent.values[i - 20]));
    const leastSquares = parseRidgeParameters({ alpha: 0 });

    expect(() => fitRidge(few, leastSquares)).toThrow(
      expect.objectContaining({
        code: 'learner.too_few_rows',
        message: expect.stringContaining('4 rows of positive weight for 5 parameters'),
      }),
    );
    expect(() => fitRidge({ ...dependent, values: copied }, leastSquares)).toThrow(
      expect.objectContaining({ code: 'learner.features_dependent' }),
    );
  });

  it('refuses what its closed form cannot hold', () => {
    const rows = simulateLabels(1, 4_001, 4_001 - 3_990);
    const wide = {
      ...rows,
      featureNames: Array.from({ length: 4_001 }, (_, f) => `x${f}`),
      values: Float32Array.from({ length: 4_001 * 4_001 }, (_, i) => (i * 7_919) % 101),
    };

    expect(() => fitRidge(wide, parseRidgeParameters({}))).toThrow(
      expect.objectContaining({ code: 'learner.problem_too_large', message: expect.stringContaining('4000') }),
    );
  });
});

describe('fitElasticNet', () => {
  it('keeps the conditions of its optimum: slope α ρ sign(β) + α (1 − ρ) β, or less than α ρ at 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (seed, ratio) => {
        const rows = simulateLabels(seed, 30, 6);
        const alpha = 0.2;
        const model = fitElasticNet(
          rows,
          parseElasticNetParameters({ alpha, l1_ratio: ratio, tol: 1e-15, max_iter: 100_000 }),
        );

        const residuals = residualsOf(model, rows);
        model.coefficients.forEach((coefficient, feature) => {
          const slope =
            residuals.reduce((sum, residual, row) => sum + residual * standardised(model, rows, feature, row), 0) / 30;
          const pull = slope - alpha * (1 - ratio) * coefficient;
          if (coefficient === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(alpha * ratio + 1e-6);
          else expect(pull).toBeCloseTo(alpha * ratio * Math.sign(coefficient), 5);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('leaves nothing of the features under a large penalty, and says when it ran out of sweeps', () => {
    const rows = simulateLabels(2, 30, 4);

    const nothing = fitElasticNet(rows, parseElasticNetParameters({ alpha: 1e6, l1_ratio: 1 }));
    const cut = fitElasticNet(rows, parseElasticNetParameters({ alpha: 1e-6, tol: 1e-15, max_iter: 1 }));

    expect(nothing.coefficients).toEqual([0, 0, 0, 0]);
    expect(nothing.converged).toBe(true);
    expect(cut).toMatchObject({ converged: false, iterations: 1 });
  });
});

describe('fitLogistic', () => {
  it('gives probabilities whose mean is the share of ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.double({ min: 0.01, max: 1_000, noNaN: true }), (seed, C) => {
        const rows = simulateLabels(seed, 50, 3, 'binary');
        const model = fitLogistic(rows, parseLogisticParameters({ C }));

        const probabilities = predictLinear(model, rows.values, 50);

        const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / 50;
        expect(mean(probabilities)).toBeCloseTo(mean(rows.labels), 5);
        expect(model.converged).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('stays finite where the classes are told apart perfectly', () => {
    const values = Float64Array.from({ length: 20 }, (_, row) => row);
    const labels = values.map((value) => Number(value > 9));

    const model = fitLogistic({ rows: 20, featureNames: ['x'], values, labels }, parseLogisticParameters({ C: 1e9 }));

    expect(Number.isFinite(model.coefficients[0])).toBe(true);
    expect([...predictLinear(model, values, 20)].map(Math.round)).toEqual([...labels]);
  });

  it('refuses a single class, also where only rows of weight 0 have the other, and labels other than 0 and 1', () => {
    const rows = simulateLabels(1, 20, 2, 'binary');
    const weights = rows.labels.map((label) => label);
    const fit = (changed: Partial<LabelledRows>) => fitLogistic({ ...rows, ...changed }, parseLogisticParameters({}));

    expect(() => fit({ labels: new Float64Array(20) })).toThrow(
      expect.objectContaining({ code: 'learner.single_class', message: expect.stringContaining('label 0') }),
    );
    expect(() => fit({ weights })).toThrow(expect.objectContaining({ code: 'learner.single_class' }));
    expect(() => fit({ labels: rows.labels.with(2, -1) })).toThrow(
      expect.objectContaining({ code: 'learner.label_not_binary', message: expect.stringContaining('row 2 is -1') }),
    );
  });
});

function standardised({ offset, scale }: LinearModel, rows: LabelledRows, feature: number, row: number): number {
  return (rows.values[feature * rows.rows + row] - offset[feature]) * scale[feature];
}

function residualsOf(model: LinearModel, rows: LabelledRows): number[] {
  return Array.from(rows.labels, (label, row) =>
    model.coefficients.reduce(
      (rest, coefficient, feature) => rest - coefficient * standardised(model, rows, feature, row),
      label - model.intercept,
    ),
  );
}
