import { describe, expect, it } from 'vitest';
import { simulateRows } from '../gaussian/simulated-rows.testing.ts';
import { standardiseRows } from '../gaussian/standardised-rows.ts';
import { fitGmm } from './fit-gmm.ts';
import { decodeGmmModel, encodeGmmModel } from './gmm-model.ts';
import { maximisation, mixtureEm } from './mixture-em.ts';
import { parseGmmParameters } from './parameters.ts';
import { gmmLogLikelihood, predictGmm } from './predict-gmm.ts';

const PARAMETERS = parseGmmParameters({ n_init: 4 });

describe('fitGmm', () => {
  it.each(['diag', 'full'] as const)(
    'finds planted groups, calm first, and names most rows (%s)',
    (covariance_type) => {
      const rows = simulateRows(3, 1_000, 3, 2);
      const model = fitGmm(rows, { ...PARAMETERS, covariance_type });

      const posteriors = predictGmm(model, rows.values, rows.rows);
      const right = rows.truth.filter((k, row) => Number(posteriors[2 * row + 1] > 0.5) === k);

      expect(right.length / rows.rows).toBeGreaterThan(0.95);
      expect(model.converged).toBe(true);
    },
  );

  it('gives the same bytes for the same rows, parameters and seed', () => {
    const rows = simulateRows(5, 300, 2, 2);

    expect(encodeGmmModel(fitGmm(rows, PARAMETERS))).toEqual(encodeGmmModel(fitGmm(rows, PARAMETERS)));
  });

  it('reports the mean log-likelihood of its rows in their own units, and criteria from it', () => {
    const rows = simulateRows(9, 250, 2, 2);
    const model = fitGmm(rows, { ...PARAMETERS, covariance_type: 'diag' });

    const sum = gmmLogLikelihood(model, rows.values, rows.rows).reduce((total, value) => total + value, 0);

    expect(sum / rows.rows).toBeCloseTo(model.logLikelihoodPerRow, 9);
    // Two means and two variances in each of two components, and one free weight: 9.
    expect(model.bic).toBeCloseTo(-2 * sum + 9 * Math.log(rows.rows), 6);
    expect(model.icl).toBeGreaterThanOrEqual(model.bic);
  });

  it('is one Gaussian with one component: mean and population variance', () => {
    const rows = simulateRows(2, 100, 1, 2);
    const model = fitGmm(rows, { ...PARAMETERS, n_components: 1, reg_covar: 0 });

    const mean = rows.values.reduce((sum, value) => sum + value, 0) / 100;
    const variance = rows.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 100;

    const expected = -0.5 * (Math.log(2 * Math.PI * variance) + (5 - mean) ** 2 / variance);
    expect(gmmLogLikelihood(model, Float64Array.of(5), 1)[0]).toBeCloseTo(expected, 9);
  });

  it('never lowers the likelihood from step to step', () => {
    const simulated = simulateRows(21, 200, 2, 3);
    const rows = standardiseRows(simulated, 'gmm', { components: 3, covariance: 'full', others: 2 });
    const responsibilities = new Float64Array(600).map((_, i) => Number(i % 3 === Math.floor(i / 3) % 3));
    const start = maximisation(rows, responsibilities, 'full', 0);

    const heights = Array.from(
      { length: 30 },
      (_, max_iter) => mixtureEm(rows, start, { max_iter, tol: 1e-300, reg_covar: 0 })?.logLikelihood ?? 0,
    );

    heights.slice(1).forEach((height, step) => {
      expect(height).toBeGreaterThanOrEqual(heights[step] - 1e-12);
    });
  });

  it('says that every start collapsed where nothing holds a component open', () => {
    // Two values only: each component shrinks to a point.
    const values = Float64Array.from({ length: 60 }, (_, row) => Number(row % 2));
    const rows = { rows: 60, featureNames: ['x'], values };

    expect(() => fitGmm(rows, { ...PARAMETERS, reg_covar: 0 })).toThrow(
      expect.objectContaining({ code: 'learner.no_fit', message: expect.stringContaining('raise reg_covar') }),
    );
    expect(fitGmm(rows, PARAMETERS).weights[0]).toBeCloseTo(0.5, 6);
  });
});

describe('fitGmm, given bad input', () => {
  const rows = simulateRows(2, 100, 2, 2);
  it.each([
    ['learner.too_few_rows', '10 rows for 11 parameters', { ...rows, rows: 10, values: rows.values.slice(0, 20) }],
    ['learner.feature_constant', 'x1', { ...rows, values: rows.values.map((value, i) => (i < 100 ? value : 3)) }],
    ['learner.feature_infinite', 'row 3', { ...rows, values: rows.values.with(3, Number.NEGATIVE_INFINITY) }],
    [
      'learner.problem_too_large',
      'at most 256 features',
      {
        rows: 3,
        featureNames: Array.from({ length: 100_000 }, (_, f) => `x${f}`),
        values: new Float64Array(300_000),
      },
    ],
  ])('refuses with %s, naming %s', (code, named, bad) => {
    expect(() => fitGmm(bad, PARAMETERS)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code, message: expect.stringContaining(named) }),
    );
  });

  it('refuses parameters out of range, naming the range', () => {
    expect(() => parseGmmParameters({ n_init: 0 })).toThrow('parameter n_init is 0; allowed: an integer in [1, 1000]');
    expect(() => parseGmmParameters({ reg_covar: -1 })).toThrow('allowed: a number in [0, 1]');
    expect(() => parseGmmParameters(null)).toThrow('parameters must be an object of name to value');
  });
});

describe('the native form of a mixture', () => {
  const model = fitGmm(simulateRows(2, 100, 2, 2), PARAMETERS);

  it('keeps every bit', () => {
    expect(decodeGmmModel(encodeGmmModel(model))).toEqual(model);
  });

  it.each([
    ['with weights that do not sum to 1', { ...model, weights: [0.5, 0.4] }],
    ['with a weight too many', { ...model, weights: [0.5, 0.25, 0.25] }],
    ['with a covariance that is not symmetric', withCovariance([1, 0.5, 0.2, 1])],
    ['with a covariance that is not positive definite', withCovariance([1, 2, 2, 1])],
    ['with a scale of 0', { ...model, emission: { ...model.emission, scale: [0, 1] } }],
  ])('is refused %s', (_, hostile) => {
    expect(() => decodeGmmModel(Buffer.from(JSON.stringify(hostile)))).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.model_malformed' }),
    );
  });

  function withCovariance(matrix: readonly number[]) {
    return { ...model, emission: { ...model.emission, covariances: [matrix, model.emission.covariances[1]] } };
  }
});
