import { describe, expect, it } from 'vitest';
import { MonitoringReportSchema } from './monitoring-report.ts';
import { MonitoringResultSchema, summariseReport } from './monitoring-result.ts';

const dates = Array.from({ length: 70 }, (_, day) => new Date(86_400_000 * day).toISOString().slice(0, 10));
const feature = (name: string, ratio: number) => ({
  name,
  score: ratio,
  limit: 1,
  ratio,
  drifted: ratio > 1,
  missingShare: 0,
});
const REPORT = MonitoringReportSchema.parse({
  runId: '00000000000000000000000001',
  instanceId: 'alpha',
  asOf: '2020-03-13T23:59:59.999Z',
  modelVersion: 2,
  drift: {
    statistic: 'wasserstein_normed',
    window: {
      days: 5,
      rows: 100,
      firstDecision: '2020-03-09T00:00:00.000Z',
      lastDecision: '2020-03-13T00:00:00.000Z',
    },
    features: [feature('a', 2), feature('b', 0.5)],
    driftShare: 0.5,
    driftShareLimit: 0.5,
    datasetDrift: true,
    worst: { name: 'a', ratio: 2 },
  },
  performance: {
    metric: 'rank_information_coefficient',
    minimumDates: 8,
    coefficients: dates.map((decisionDate) => ({
      decisionDate,
      modelVersion: 1,
      value: null,
      assets: 4,
      outcomeKnownDate: decisionDate,
    })),
    versions: [],
    unattributedDates: 0,
  },
  sources: [],
  notes: ['survivors only'],
});

describe('summariseReport', () => {
  it('keeps the drifted features, the worst one and the latest sixty dates', () => {
    const result = summariseReport(REPORT, 'runs/1/report/report.json', { outcome: 'opened', alertId: 'x' });

    expect(MonitoringResultSchema.parse(result)).toEqual(result);
    expect(result).toMatchObject({
      modelVersion: 2,
      features: 2,
      driftShare: 0.5,
      driftedFeatures: ['a'],
      worstFeature: { name: 'a', ratio: 2 },
      alert: 'opened',
      alertId: 'x',
      notes: ['survivors only'],
    });
    expect(result.rankInformationCoefficients.map(({ decisionDate }) => decisionDate)).toEqual(dates.slice(10));
  });

  it('names no alert when there is none', () => {
    expect(summariseReport(REPORT, 'k', { outcome: 'none' })).not.toHaveProperty('alertId');
  });
});
