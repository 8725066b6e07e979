import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateRows } from '../gaussian/simulated-rows.testing.ts';
import { standardiseRows } from '../gaussian/standardised-rows.ts';
import { compareRegimeCounts } from './compare-regime-counts.ts';
import { fitHmm } from './fit-hmm.ts';
import { hmmEm } from './hmm-em.ts';
import { HmmFilter } from './hmm-filter.ts';
import { hmmLogDensities } from './hmm-log-densities.ts';
import { decodeHmmModel, encodeHmmModel } from './hmm-model.ts';
import { parseHmmParameters } from './parameters.ts';

const SMALL = parseHmmParameters({ n_init: 4 });

describe('fitHmm', () => {
  it.each(['diag', 'full'] as const)(
    'finds planted regimes, calm first, and names most bars (%s)',
    (covariance_type) => {
      const bars = simulateRows(3, 1_200, 2, 2);
      const model = fitHmm(bars, { ...SMALL, covariance_type });

      const densities = hmmLogDensities(model, bars.values, bars.rows);
      const filter = new HmmFilter(model);
      const right = bars.truth.filter((k, bar) => {
        const { probabilities } = filter.step(densities, 2 * bar);
        return Number(probabilities[1] > probabilities[0]) === k;
      });

      expect(right.length / bars.rows).toBeGreaterThan(0.95);
      expect(model.transitions[0][0]).toBeGreaterThan(0.95);
      expect(model.converged).toBe(true);
    },
  );

  it('gives the same bytes for the same bars, parameters and seed', () => {
    const bars = simulateRows(5, 300, 2, 2);

    expect(encodeHmmModel(fitHmm(bars, SMALL))).toEqual(encodeHmmModel(fitHmm(bars, SMALL)));
  });

  it('does not depend on the units of the features', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6, max: 6 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }), (power, shift) => {
        const bars = simulateRows(8, 200, 1, 2);
        const other = { ...bars, values: bars.values.map((value) => value * 10 ** power + shift * 10 ** power) };

        const [one, two] = [fitHmm(bars, SMALL), fitHmm(other, SMALL)];

        expect(two.transitions[0][0]).toBeCloseTo(one.transitions[0][0], 5);
        expect(two.logLikelihoodPerBar).toBeCloseTo(one.logLikelihoodPerBar - power * Math.LN10, 5);
      }),
      { numRuns: 10 },
    );
  });

  it('reports the mean one-step log-likelihood that its filter gives', () => {
    const bars = simulateRows(9, 250, 2, 2);
    const model = fitHmm(bars, SMALL);

    const densities = hmmLogDensities(model, bars.values, bars.rows);
    const filter = new HmmFilter(model);
    let sum = 0;
    for (let bar = 0; bar < bars.rows; bar++) sum += filter.step(densities, 2 * bar).logLikelihood;

    expect(sum / bars.rows).toBeCloseTo(model.logLikelihoodPerBar, 6);
    // 2 + 2 means and variances of 2 features, 2 + 1 free probabilities: 8 + 3.
    expect(model.bic).toBeCloseTo(-2 * bars.rows * model.logLikelihoodPerBar + 11 * Math.log(bars.rows), 6);
    expect(model.icl).toBeGreaterThan(model.bic);
  });

  it('holds regimes open by the covariance floor, and longer by the sticky prior', () => {
    const bars = simulateRows(13, 300, 1, 3);

    const floored = fitHmm(bars, { ...SMALL, n_components: 3, reg_covar: 0.5 });
    const sticky = fitHmm(bars, { ...SMALL, stickiness: 10_000 });

    expect(Math.min(...floored.emission.covariances.flat())).toBeGreaterThanOrEqual(0.5);
    expect(Math.min(sticky.transitions[0][0], sticky.transitions[1][1])).toBeGreaterThan(0.99);
  });

  it('learns from bars with missing values, those that are all missing included', () => {
    const bars = simulateRows(4, 600, 2, 2);
    const values = bars.values.map((value, i) => (i % 7 === 0 || i % bars.rows === 100 ? Number.NaN : value));

    for (const covariance_type of ['diag', 'full'] as const) {
      const model = fitHmm({ ...bars, values }, { ...SMALL, covariance_type });
      const densities = hmmLogDensities(model, values, bars.rows);
      expect([...densities.subarray(200, 202)]).toEqual([0, 0]);
      expect(model.transitions[0][0]).toBeGreaterThan(0.9);
    }
  });

  it('orders regimes by the variance of the feature that is named', () => {
    const bars = simulateRows(6, 500, 1, 2);
    const backwards = bars.values.map((value, bar) => (bars.truth[bar] === 0 ? 5 * value : value / 5));
    const both = { ...bars, featureNames: ['x', 'y'], values: Float64Array.from([...bars.values, ...backwards]) };

    const byX = fitHmm(both, { ...SMALL, order_feature: 'x' });
    const byY = fitHmm(both, { ...SMALL, order_feature: 'y' });

    expect(byX.emission.means).toEqual(byY.emission.means.toReversed());
    expect(() => fitHmm(bars, { ...SMALL, order_feature: 'z' })).toThrow(
      expect.objectContaining({ code: 'learner.feature_unknown', message: expect.stringContaining('x0') }),
    );
  });

  it('tells the progress of its starts', () => {
    const starts: number[] = [];

    fitHmm(simulateRows(1, 100, 1, 2), SMALL, ({ start }) => starts.push(start));

    expect(starts.slice(0, 4)).toEqual([1, 2, 3, 4]);
  });
});

describe('hmmEm', () => {
  it('never lowers the log-posterior', () => {
    const bars = simulateRows(21, 200, 2, 3);
    const rows = standardiseRows(bars, 'hmm', { components: 3, covariance: 'diag', others: 8 });
    const limits = { tol: 1e-300, reg_covar: 0, stickiness: 5, transition_prior: 0.1 };
    const third = 1 / 3;
    const start = {
      covariance: 'diag' as const,
      means: [
        [-1, -1],
        [0, 0],
        [1, 1],
      ],
      covariances: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      initial: [third, third, third],
      transitions: [
        [third, third, third],
        [third, third, third],
        [third, third, third],
      ],
    };

    const heights = Array.from(
      { length: 25 },
      (_, max_iter) => hmmEm(rows, start, { ...limits, max_iter })?.logPosterior ?? 0,
    );

    heights.slice(1).forEach((height, step) => {
      expect(height).toBeGreaterThanOrEqual(heights[step] - 1e-12);
    });
  });
});

describe('compareRegimeCounts', () => {
  it('prefers the planted number of regimes out of sample, and by BIC', () => {
    const bars = simulateRows(17, 900, 2, 2);

    const evidence = compareRegimeCounts(bars, SMALL, [1, 2, 3], { firstBars: 300, folds: 3 });

    expect(evidence.map(({ regimes }) => regimes)).toEqual([1, 2, 3]);
    const [one, two, three] = evidence;
    expect(two.outOfSampleLogLikelihoodPerBar).toBeGreaterThan(one.outOfSampleLogLikelihoodPerBar + 0.3);
    expect(two.outOfSampleLogLikelihoodPerBar).toBeGreaterThan(three.outOfSampleLogLikelihoodPerBar - 0.02);
    expect(two.bic).toBeLessThan(Math.min(one.bic, three.bic));
  });

  it('refuses more folds than bars', () => {
    expect(() => compareRegimeCounts(simulateRows(1, 100, 1, 2), SMALL, [2], { firstBars: 98, folds: 3 })).toThrow(
      expect.objectContaining({ code: 'learner.too_few_rows' }),
    );
  });
});

describe('fitHmm, given bad input', () => {
  const bars = simulateRows(2, 100, 2, 2);
  it.each([
    ['learner.too_few_rows', '10 rows for 11 parameters', { ...bars, rows: 10, values: bars.values.slice(0, 20) }],
    ['learner.feature_constant', 'x1', { ...bars, values: bars.values.map((value, i) => (i < 100 ? value : 3)) }],
    [
      'learner.feature_constant',
      'x0',
      { ...bars, values: bars.values.map((value, i) => (i < 100 ? Number.NaN : value)) },
    ],
    ['learner.feature_infinite', 'row 3', { ...bars, values: bars.values.with(3, Number.POSITIVE_INFINITY) }],
    ['learner.shape_mismatch', '199', { ...bars, values: bars.values.slice(1) }],
    ['learner.duplicate_feature', 'x0', { ...bars, featureNames: ['x0', 'x0'] }],
    ['learner.shape_mismatch', 'no feature', { ...bars, featureNames: [], values: new Float64Array() }],
    ['learner.too_few_rows', '0 rows', { ...bars, rows: 0, values: new Float64Array() }],
    [
      'learner.problem_too_large',
      '4096',
      {
        rows: 3,
        featureNames: Array.from({ length: 100_000 }, (_, f) => `x${f}`),
        values: new Float64Array(300_000),
      },
    ],
  ])('refuses with %s, naming %s', (code, named, rows) => {
    expect(() => fitHmm(rows, SMALL)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code, message: expect.stringContaining(named) }),
    );
  });

  it('refuses parameters out of range, naming the range', () => {
    expect(() => parseHmmParameters({ n_components: 0 })).toThrow(
      'parameter n_components is 0; allowed: an integer in [1, 16]',
    );
    expect(() => parseHmmParameters({ transition_prior: 0 })).toThrow('allowed: a number in (0, 1000000]');
    expect(() => parseHmmParameters({ covariance_type: 'tied' })).toThrow('"tied"; allowed: "diag", "full"');
    expect(() => parseHmmParameters({ states: 2 })).toThrow(
      expect.objectContaining({ code: 'learner.unknown_parameter' }),
    );
  });
});

describe('the native form of an HMM', () => {
  const model = fitHmm(simulateRows(2, 100, 2, 2), SMALL);
  const text = Buffer.from(encodeHmmModel(model)).toString();

  it('keeps every bit', () => {
    expect(decodeHmmModel(encodeHmmModel(model))).toEqual(model);
  });

  it.each([
    ['cut short', text.slice(0, -5)],
    ['not JSON', 'hello'],
    ['of another format', text.replace('optaic-hmm', 'optaic-gmm')],
    ['of a later version', text.replace('"version":1', '"version":2')],
    ['with a number that is none', text.replace(/"means":\[\[[^,]+/, '"means":[[NaN')],
    ['with an impossible regime', JSON.stringify({ ...model, initial: [1, 0] })],
    [
      'whose transitions do not sum to 1',
      JSON.stringify({
        ...model,
        transitions: [
          [0.5, 0.4],
          [0.5, 0.5],
        ],
      }),
    ],
    ['whose transitions are not square', JSON.stringify({ ...model, transitions: [[1]] })],
    [
      'with a negative variance',
      JSON.stringify({
        ...model,
        emission: {
          ...model.emission,
          covariances: [
            [1, -1],
            [1, 1],
          ],
        },
      }),
    ],
    ['with too few means', JSON.stringify({ ...model, emission: { ...model.emission, means: [[1], [1]] } })],
    ['with an unknown member', JSON.stringify({ ...model, __proto__: null, extra: 1 })],
    ['nested without end', '['.repeat(100_000)],
  ])('is refused when it is %s', (_, hostile) => {
    expect(() => decodeHmmModel(Buffer.from(hostile))).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.model_malformed' }),
    );
  });
});
