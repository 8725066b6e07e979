import { describe, expect, it } from 'vitest';
import { checkDrift, DriftReportSchema } from './check-drift.ts';
import { type DriftBaseline, DriftBaselineSchema, encodeReference } from './drift-baseline.ts';
import { panelOf } from './panel-of.testing.ts';

// References 0 … 4 and one-day windows of one entity: W1 to {x} is the mean of |i − x|; x = 2 gives 6/5, x = 4 gives 10/5.
function baseline(...names: string[]): DriftBaseline {
  const reference = encodeReference(Float32Array.of(0, 1, 2, 3, 4));
  return DriftBaselineSchema.parse({
    statistic: 'wasserstein_normed',
    windowDays: 1,
    limitQuantile: 0.99,
    driftShare: 0.5,
    windows: 20,
    rows: 5,
    firstDecision: '2019-01-01T00:00:00.000Z',
    lastDecision: '2019-12-31T00:00:00.000Z',
    features: names.map((name) => ({ name, limit: 0.8, norm: 2, mean: 2, missingShare: 0, reference })),
  });
}

describe('checkDrift', () => {
  it('divides the distance by the norm and compares it with the limit', () => {
    const report = checkDrift(
      baseline('calm', 'wild'),
      panelOf(['calm', 'wild'], 1, 1, (feature) => [2, 4][feature]),
    );

    expect(report.features).toEqual([
      { name: 'calm', score: 0.6, limit: 0.8, ratio: expect.closeTo(0.75, 12), drifted: false, missingShare: 0 },
      { name: 'wild', score: 1, limit: 0.8, ratio: expect.closeTo(1.25, 12), drifted: true, missingShare: 0 },
    ]);
    expect(report.worst).toEqual({ name: 'wild', ratio: expect.closeTo(1.25, 12) });
    expect(DriftReportSchema.parse(report)).toEqual(report);
  });

  it('drifts at half of the features and not below', () => {
    const half = checkDrift(
      baseline('a', 'b'),
      panelOf(['a', 'b'], 1, 1, (feature) => [2, 4][feature]),
    );
    const third = checkDrift(
      baseline('a', 'b', 'c'),
      panelOf(['a', 'b', 'c'], 1, 1, (feature) => [2, 2, 4][feature]),
    );

    expect([half.driftShare, half.datasetDrift]).toEqual([0.5, true]);
    expect([third.driftShare, third.datasetDrift]).toEqual([1 / 3, false]);
  });

  it('finds features by name, whatever their order and company', () => {
    const window = panelOf(['other', 'b', 'a'], 1, 1, (feature) => [99, 4, 2][feature]);

    const report = checkDrift(baseline('a', 'b'), window);

    expect(report.features.map(({ name, drifted }) => [name, drifted])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it('says how many values are missing and judges the others', () => {
    const window = panelOf(['a'], 1, 4, (_, __, entity) => (entity === 0 ? Number.NaN : 2));

    expect(checkDrift(baseline('a'), window).features[0]).toMatchObject({ missingShare: 0.25, score: 0.6 });
  });

  it('fails for another number of dates', () => {
    expect(() =>
      checkDrift(
        baseline('a'),
        panelOf(['a'], 2, 1, () => 2),
      ),
    ).toThrow('the window holds 2 decision dates');
  });

  it('fails when the window lacks a feature', () => {
    expect(() =>
      checkDrift(
        baseline('a'),
        panelOf(['b'], 1, 1, () => 2),
      ),
    ).toThrow('the window has no feature a');
  });

  it('fails when a feature has no finite value', () => {
    const window = panelOf(['a'], 1, 2, () => Number.NaN);

    expect(() => checkDrift(baseline('a'), window)).toThrow('feature a has no finite value in the 2 rows');
  });
});
