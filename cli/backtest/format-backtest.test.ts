import { type BacktestResult, BacktestResultSchema, TrialPageSchema } from '@optaic/mlops/api';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { newTrial } from '../../test/support/registry-fixtures.ts';
import { formatBacktest } from './format-backtest.ts';
import { formatTrials } from './format-trials.ts';

const run = runIdFrom('evaluation');
const metrics = {
  meanRankInformationCoefficient: 0.02,
  rankInformationCoefficientStandardError: 0.03,
  rankInformationCoefficientDates: 51,
  netSharpeRatio: 0.5,
  netAnnualReturn: 0.034,
};

function result(changed: Partial<BacktestResult['report']> = {}): BacktestResult {
  return BacktestResultSchema.parse({
    report: {
      runId: run,
      backtestInstanceId: 'SPX_backtest_0123456789',
      instanceId: 'SPX',
      line: 'members.labels',
      trialId: 'a'.repeat(24),
      asOf: '2016-12-31T23:59:59.999Z',
      walk: { from: '2015-01-01', to: '2015-12-31', stepDays: 5, refit: 'yearly' },
      costBps: 5,
      horizonDays: 5,
      holdingPeriods: 1,
      periodsPerYear: 50.4,
      refits: [
        {
          modelVersion: 1,
          trainingRunId: run,
          inferenceRunId: run,
          trainedAsOf: '2014-12-31T23:59:59.999Z',
          from: '2015-01-02',
          to: '2015-12-30',
          decisions: 51,
          guardrails: 'warned',
          certificate: 'identical',
          metrics,
        },
      ],
      metrics,
      alerts: [],
      unrealisedDecisions: 0,
      series: { key: 'series.json', sha256: 'b'.repeat(64) },
      notes: ['survivors only'],
      ...changed,
    },
    dates: [
      {
        decisionDate: '2015-01-02',
        modelVersion: 1,
        assets: 20,
        informationCoefficient: null,
        rankInformationCoefficient: null,
        grossReturn: null,
        netReturn: null,
        turnover: null,
        longShortReturn: null,
        driftShare: null,
        firing: [],
      },
    ],
    ledger: {
      trials: 3,
      probabilisticSharpeRatio: 0.7,
      expectedMaximumSharpeRatio: 0.8,
      deflatedSharpeRatio: 0.4,
      probabilityOfBacktestOverfitting: null,
      commonDates: 51,
    },
  });
}

describe('formatBacktest', () => {
  it('shows each refit with its gate and audit, the whole, the ledger, and what has to be said', () => {
    const text = formatBacktest(result());

    expect(text).toMatch(/1 {2}2014-12-31 +2015-01-02 +2015-12-30 +51 +0\.0200 ± 0\.0300 +0\.50 +warned +identical/);
    expect(text).toMatch(/annual return after 5 bps a side +3\.40 %/);
    expect(text).toMatch(/annual return before costs +–/);
    expect(text).toMatch(/deflated Sharpe ratio, over 3 trials +0\.400/);
    expect(text).toContain('monitoring would have opened 0 alerts\n');
    expect(text).toContain('  · rank IC not distinguishable from zero over 51 decisions\n  · survivors only');
  });

  it('names alerts, and decisions that cannot be judged yet', () => {
    const text = formatBacktest(
      result({
        unrealisedDecisions: 2,
        alerts: [
          {
            rule: 'dataset_drift',
            severity: 'critical',
            openedAsOf: result().report.walk.from,
            resolvedAsOf: null,
            value: 0.6,
            limit: 0.5,
          },
        ],
      }),
    );

    expect(text).toContain(
      'monitoring would have opened 1 alert:\n  critical dataset_drift from 2015-01-01 to the end',
    );
    expect(text).toContain('2 of the last decisions have no known outcome yet and are not judged');
  });
});

describe('formatTrials', () => {
  it('lists the best net Sharpe ratio first, with the number of trials and what overfitting needs', () => {
    const trial = (id: string, netSharpeRatio: number) => ({
      ...newTrial('members.labels', run),
      id: id.repeat(24),
      metrics: { netSharpeRatio },
      firstRecordedAt: '2020-01-02T00:00:00.000Z',
      recordedAt: '2020-01-02T00:00:00.000Z',
      revision: 1,
      ledger: { ...result().ledger, trials: 2, commonDates: 6 },
    });
    const text = formatTrials(TrialPageSchema.shape.items.parse([trial('a', -0.2), trial('b', 0.3)]));

    expect(text.indexOf('b'.repeat(24))).toBeLessThan(text.indexOf('a'.repeat(24)));
    expect(text).toContain('research line members.labels: 2 trials');
    expect(text).toContain('needs two trials over at least 12 common dates; there are 6');
    expect(formatTrials([])).toContain('nothing was back-tested in this research line yet');
  });
});
