import { type AlertRule, CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { type WatchedDate, walkAlerts } from './walk-alerts.ts';

const day = (n: number) => CalendarDateSchema.parse(`2015-01-${String(n).padStart(2, '0')}`);
const DRIFT: AlertRule = {
  name: 'dataset-drift',
  metric: 'drift_share',
  comparison: 'gte',
  limit: 0.5,
  severity: 'critical',
  cooldownDays: 60,
};
const SKILL: AlertRule = {
  ...DRIFT,
  name: 'no-skill',
  metric: 'mean_rank_information_coefficient',
  comparison: 'lt',
  limit: 0,
};

const drifting = (...shares: (number | null)[]): WatchedDate[] =>
  shares.map((driftShare, n) => ({
    decisionDate: day(n + 1),
    modelVersion: 1,
    driftShare,
    rankInformationCoefficient: null,
  }));

describe('walkAlerts', () => {
  it('opens an alert when its rule fires, holds it over one calm check and resolves it at the second', () => {
    const { firing, alerts } = walkAlerts(drifting(0.1, 0.6, 0.4, 0.7, 0.4, 0.4, 0.4), [DRIFT], 1);

    expect(firing.map((rules) => rules.length)).toEqual([0, 1, 0, 1, 0, 0, 0]);
    expect(alerts).toEqual([
      { rule: 'dataset-drift', severity: 'critical', openedAsOf: day(2), resolvedAsOf: day(6), value: 0.6, limit: 0.5 },
    ]);
  });

  it('leaves an alert open that is not over at the end, and opens another one after one is over', () => {
    const { alerts } = walkAlerts(drifting(0.6, 0, 0, 0, 0.9), [DRIFT], 1);

    expect(alerts.map(({ openedAsOf, resolvedAsOf }) => [openedAsOf, resolvedAsOf])).toEqual([
      [day(1), day(3)],
      [day(5), null],
    ]);
  });

  it('does not fire where the drift is not known yet', () => {
    expect(walkAlerts(drifting(null, null), [DRIFT], 1)).toEqual({ firing: [[], []], alerts: [] });
  });

  it('watches only outcomes known by then, of the version in service, once there are enough', () => {
    const dates: WatchedDate[] = [1, 2, 3, 4, 5, 6].map((n) => ({
      decisionDate: day(n),
      modelVersion: n < 5 ? 1 : 2,
      driftShare: 0,
      rankInformationCoefficient: -0.1,
      outcomeKnownDate: day(n + 1),
    }));

    // On the 3rd the outcomes of the 1st and the 2nd are known; on the 5th version 2 has none yet, on the 6th one.
    expect(walkAlerts(dates, [SKILL], 2).firing.map((rules) => rules.length)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(walkAlerts(dates, [SKILL], 1).firing.map((rules) => rules.length)).toEqual([0, 1, 1, 1, 0, 1]);
  });
});
