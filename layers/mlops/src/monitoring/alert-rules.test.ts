import { type AlertRule, CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { evaluateAlertRules, isOver, monitoredMetrics } from './alert-rules.ts';
import { DriftReportSchema } from './check-drift.ts';
import { PerformanceReportSchema } from './check-performance.ts';

const DRIFT: AlertRule = {
  name: 'dataset_drift',
  metric: 'drift_share',
  comparison: 'gte',
  limit: 0.5,
  severity: 'critical',
  action: 'retrain',
  cooldownDays: 60,
};
const SKILL: AlertRule = {
  name: 'skill',
  metric: 'mean_rank_information_coefficient',
  comparison: 'lt',
  limit: 0,
  severity: 'warning',
  cooldownDays: 60,
};
const date = (text: string) => CalendarDateSchema.parse(text);

function firing(driftShare: number, skill: number | null): boolean[] {
  const metrics = { drift_share: driftShare, mean_rank_information_coefficient: skill };
  return evaluateAlertRules([DRIFT, SKILL], metrics).map(({ isFiring }) => isFiring);
}

describe('evaluateAlertRules', () => {
  it('fires at the limit for gte and below it for lt', () => {
    expect(firing(0.5, 0)).toEqual([true, false]);
    expect(firing(0.49, -0.01)).toEqual([false, true]);
  });

  it('never fires on a metric that is not known yet', () => {
    expect(firing(0, null)).toEqual([false, false]);
  });
});

describe('isOver', () => {
  const [calm] = evaluateAlertRules([DRIFT], { drift_share: 0.1, mean_rank_information_coefficient: null });
  const [wild] = evaluateAlertRules([DRIFT], { drift_share: 0.9, mean_rank_information_coefficient: null });
  const [unknown] = evaluateAlertRules([SKILL], { drift_share: 0.1, mean_rank_information_coefficient: null });

  it('takes two calm checks in a row', () => {
    expect(isOver(calm, date('2020-04-24'), date('2020-04-24'))).toBe(false);
    expect(isOver(calm, date('2020-04-24'), date('2020-05-01'))).toBe(true);
  });

  it('is false while the rule fires or its metric is not known', () => {
    expect(isOver(wild, date('2020-04-24'), date('2020-05-01'))).toBe(false);
    expect(isOver(unknown, date('2020-04-24'), date('2020-05-01'))).toBe(false);
  });

  it('is false at the first check', () => {
    expect(isOver(calm, date('2020-04-24'), undefined)).toBe(false);
  });
});

describe('monitoredMetrics', () => {
  const drift = DriftReportSchema.parse({
    statistic: 'wasserstein_normed',
    window: {
      days: 5,
      rows: 100,
      firstDecision: '2020-03-09T00:00:00.000Z',
      lastDecision: '2020-03-13T00:00:00.000Z',
    },
    features: [{ name: 'a', score: 2, limit: 1, ratio: 2, drifted: true, missingShare: 0 }],
    driftShare: 1,
    driftShareLimit: 0.5,
    datasetDrift: true,
    worst: { name: 'a', ratio: 2 },
  });
  const performance = (dates: number) =>
    PerformanceReportSchema.parse({
      metric: 'rank_information_coefficient',
      minimumDates: 8,
      coefficients: [],
      versions: [
        {
          modelVersion: 3,
          realised: { dates, mean: -0.1, naiveStandardError: 0.1, standardError: 0.1 },
          skippedDates: 0,
          validation: { mean: null, standardError: null },
          difference: null,
          differenceStandardError: null,
        },
      ],
      unattributedDates: 0,
    });

  it('takes the realised mean of the version once it has its minimum of dates', () => {
    expect(monitoredMetrics(drift, performance(8), 3)).toEqual({
      drift_share: 1,
      mean_rank_information_coefficient: -0.1,
    });
    expect(monitoredMetrics(drift, performance(7), 3).mean_rank_information_coefficient).toBeNull();
    expect(monitoredMetrics(drift, performance(8), 4).mean_rank_information_coefficient).toBeNull();
  });
});
