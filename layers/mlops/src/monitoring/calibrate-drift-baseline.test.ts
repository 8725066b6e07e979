import type { DataMonitor } from '@optaic/mlops/base';
import { createRandom } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { calibrateDriftBaseline } from './calibrate-drift-baseline.ts';
import { checkDrift } from './check-drift.ts';
import { DriftBaselineSchema, decodeReference } from './drift-baseline.ts';
import { panelOf } from './panel-of.testing.ts';
import { quantile } from './quantile.ts';
import { wassersteinNormed } from './wasserstein-normed.ts';

const MONITOR: DataMonitor = { statistic: 'wasserstein_normed', limitQuantile: 0.99, windowDays: 5, driftShare: 0.5 };

describe('calibrateDriftBaseline', () => {
  it('sets the limit to the quantile of the windows against all rows', () => {
    const random = createRandom(3);
    const panel = panelOf(['a', 'b'], 40, 6, () => random());
    const windows = Array.from({ length: 36 }, (_, first) =>
      wassersteinNormed(panel.features.slice(0, 240), panel.features.slice(first * 6, (first + 5) * 6)),
    );

    const baseline = calibrateDriftBaseline(panel, MONITOR, 7);

    expect(baseline.windows).toBe(36);
    expect(baseline.features[0]?.limit).toBeCloseTo(quantile(Float64Array.from(windows), 0.99), 12);
    expect(DriftBaselineSchema.parse(JSON.parse(JSON.stringify(baseline)))).toEqual(baseline);
  });

  it('calls about one training window in a hundred a drift of a feature', () => {
    const random = createRandom(5);
    const panel = panelOf(['a'], 504, 4, () => random());
    const baseline = calibrateDriftBaseline(panel, MONITOR, 7);

    let drifted = 0;
    for (let first = 0; first < 500; first++) {
      const window = panelOf(['a'], 5, 4, (_, day, entity) => panel.features[(first + day) * 4 + entity]);
      if (checkDrift(baseline, window).datasetDrift) drifted++;
    }

    expect(drifted).toBe(5);
  });

  it('ignores missing values and says their share', () => {
    const panel = panelOf(['a'], 30, 4, (_, day, entity) => (entity === 0 ? Number.NaN : day + entity));

    const [feature] = calibrateDriftBaseline(panel, MONITOR, 7).features;

    expect(feature?.missingShare).toBe(0.25);
    expect(feature && decodeReference(feature)).toHaveLength(90);
  });

  it('gives a constant feature a small, positive limit', () => {
    const baseline = calibrateDriftBaseline(
      panelOf(['a'], 30, 4, () => 1),
      MONITOR,
      7,
    );

    expect(baseline.features[0]).toMatchObject({ limit: 0.001, norm: 0.001 });
  });

  it('thins a long reference to order statistics that say the same', () => {
    const random = createRandom(11);
    const panel = panelOf(['a'], 30, 4_000, () => random());
    const [feature] = calibrateDriftBaseline(panel, MONITOR, 7).features;
    const reference = feature === undefined ? new Float32Array() : decodeReference(feature);

    expect(reference).toHaveLength(50_000);
    expect(wassersteinNormed(panel.features, reference)).toBeLessThan(1e-4);
  });

  it('fails when the rows hold fewer than 20 windows', () => {
    const panel = panelOf(['a'], 23, 4, () => 1);

    expect(() => calibrateDriftBaseline(panel, MONITOR, 7)).toThrow('23 decision dates hold 19 windows of 5 days');
  });

  it('fails when a feature has no finite value', () => {
    const panel = panelOf(['a'], 30, 4, () => Number.NaN);

    expect(() => calibrateDriftBaseline(panel, MONITOR, 7)).toThrow('feature a has finite values in 0 of 26 windows');
  });
});
