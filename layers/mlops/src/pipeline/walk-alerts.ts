import type { AlertRule, CalendarDate } from '@optaic/mlops/base';
import { evaluateAlertRules, isOver } from '@optaic/mlops/monitoring';
import type { BacktestAlert } from '@optaic/mlops/registry/backtest-report';

/** What monitoring looks at on one decision date; null when it is not known yet. */
export interface WatchedDate {
  readonly decisionDate: CalendarDate;
  readonly modelVersion: number;
  readonly driftShare: number | null;
  readonly rankInformationCoefficient: number | null;
  /** When the last of its outcomes could be known; absent where none is. */
  readonly outcomeKnownDate?: CalendarDate;
}

export interface AlertWalk {
  /** Names of the rules that fire, by decision. */
  readonly firing: readonly string[][];
  readonly alerts: readonly BacktestAlert[];
}

/**
 * Walks a definition's alert rules over past decisions, with what was known on each: an alert opens when its rule fires, is
 * held while it goes on, and is resolved by two calm checks in a row, as monitoring does.
 *
 * @param dates - In time order.
 * @param minimumDates - Outcomes of the version in service before their mean is watched.
 */
export function walkAlerts(
  dates: readonly WatchedDate[],
  rules: readonly AlertRule[],
  minimumDates: number,
): AlertWalk {
  const alerts: BacktestAlert[] = [];
  const open = new Map<string, { alert: BacktestAlert; at: number; lastFired: CalendarDate }>();
  const firing = dates.map(({ decisionDate, modelVersion, driftShare }, index) => {
    const verdicts = evaluateAlertRules(rules, {
      drift_share: driftShare,
      mean_rank_information_coefficient: realisedMean(dates.slice(0, index), modelVersion, decisionDate, minimumDates),
    });
    const previousCheck = dates[index - 1]?.decisionDate;
    for (const verdict of verdicts) {
      const { rule, value, isFiring } = verdict;
      const held = open.get(rule.name);
      if (isFiring && value !== null) {
        const { name, severity, limit } = rule;
        const alert = held?.alert ?? {
          rule: name,
          severity,
          openedAsOf: decisionDate,
          resolvedAsOf: null,
          value,
          limit,
        };
        const at = held?.at ?? alerts.push(alert) - 1;
        open.set(name, { alert, at, lastFired: decisionDate });
      } else if (held !== undefined && isOver(verdict, held.lastFired, previousCheck)) {
        alerts[held.at] = { ...held.alert, resolvedAsOf: decisionDate };
        open.delete(rule.name);
      }
    }
    return verdicts.filter(({ isFiring }) => isFiring).map(({ rule }) => rule.name);
  });
  return { firing, alerts };
}

/** The mean rank IC of a version's decisions whose outcomes were known by a date; null for too few. */
function realisedMean(
  before: readonly WatchedDate[],
  modelVersion: number,
  by: CalendarDate,
  minimumDates: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (const date of before) {
    const { rankInformationCoefficient: value, outcomeKnownDate } = date;
    if (date.modelVersion !== modelVersion || value === null) continue;
    if (outcomeKnownDate === undefined || outcomeKnownDate > by) continue;
    sum += value;
    count++;
  }
  return count > 0 && count >= minimumDates ? sum / count : null;
}
