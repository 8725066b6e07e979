import { type CalendarDate, CalendarDateSchema, createRandom, type Panel } from '@optaic/mlops/base';
import { calibrateDriftBaseline, checkDrift } from '@optaic/mlops/monitoring';
import { describe, expect, it } from 'vitest';
import { driftByDecision, watchedDays } from './monitor-backtest.ts';

const DAY_MS = 86_400_000;
const WINDOW = 20;
const calendar = Array.from(
  { length: 200 },
  (_, n): CalendarDate =>
    CalendarDateSchema.parse(new Date(Date.UTC(2015, 0, 1) + n * DAY_MS).toISOString().slice(0, 10)),
);

/** Ten entities a day; the feature moves from the 150th day on. */
function panelOf(days: readonly CalendarDate[]): Panel {
  const rows = days.length * 10;
  const features = new Float32Array(rows);
  for (const [n, date] of days.entries()) {
    const random = createRandom(Date.parse(date) / DAY_MS);
    for (let entity = 0; entity < 10; entity++)
      features[n * 10 + entity] = random() + (date >= (calendar[150] ?? '') ? 3 : 0);
  }
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `E${row % 10}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Date.parse(days[Math.floor(row / 10)] ?? '')),
    featureNames: ['level'],
    features,
  };
}

const baseline = calibrateDriftBaseline(
  panelOf(calendar.slice(0, 100)),
  { statistic: 'wasserstein_normed', limitQuantile: 0.95, windowDays: WINDOW, driftShare: 0.5 },
  7,
);

describe('watchedDays', () => {
  it('is every day of a window that ends at a decision, each once', () => {
    const decisions = calendar.slice(100, 120).filter((_, n) => n % 5 === 0);

    expect(watchedDays(calendar, decisions, WINDOW)).toEqual(calendar.slice(81, 116));
    expect(watchedDays(calendar, calendar.slice(3, 4), WINDOW)).toEqual(calendar.slice(0, 4));
  });
});

describe('driftByDecision', () => {
  it('is for each decision what a check of the window that ends there says', () => {
    const decisions = calendar.slice(130).filter((_, n) => n % 5 === 0);
    const panel = panelOf(watchedDays(calendar, decisions, WINDOW));

    const drift = driftByDecision(panel, decisions, baseline);

    const expected = decisions.map((decisionDate) => {
      const end = calendar.indexOf(decisionDate) + 1;
      return { decisionDate, driftShare: checkDrift(baseline, panelOf(calendar.slice(end - WINDOW, end))).driftShare };
    });
    expect(drift).toEqual(expected);
    expect(drift.at(0)?.driftShare).toBe(0);
    expect(drift.at(-1)?.driftShare).toBe(1);
  });

  it('is null for a decision with too few days before it', () => {
    const decisions = [calendar[5] ?? calendar[0]] as CalendarDate[];

    expect(driftByDecision(panelOf(calendar.slice(0, 6)), decisions, baseline)).toEqual([
      { decisionDate: decisions[0], driftShare: null },
    ]);
  });
});
