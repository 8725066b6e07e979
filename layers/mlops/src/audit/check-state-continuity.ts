import { InvalidInputError, type ModelState, type Panel, type Prediction, selectPanelRows } from '@optaic/mlops/base';
import { dayOf, leakFinding } from './leak-report.ts';
import { movedRows, predictedBy } from './moved-predictions.ts';
import type { LeakEvidence } from './run-leak-check.ts';

export interface StateSubject {
  /** Rows in panel order, from the bar after the training's last one on. */
  readonly panel: Panel;
  predictBatch(panel: Panel, state?: ModelState): Promise<Prediction>;
  requireTime(): void;
}

/** Where a stretch is cut in two, as shares of its dates. */
const CUTS = [0.3, 0.6];

/**
 * `leak.state_variance`: a definition that sees every bar says the same of a stretch in one go and in several that hand
 * their state on, bit for bit, and leaves the same state. A state that forgets, or that is rounded, moves.
 *
 * @throws {InvalidInputError} `leak.too_few_dates` when there are fewer than three dates to cut.
 */
export async function checkStateContinuity({ panel, predictBatch, requireTime }: StateSubject): Promise<LeakEvidence> {
  const times = [...new Set(panel.decisionTime)];
  if (times.length < 3) {
    throw new InvalidInputError(
      'leak.too_few_dates',
      `${times.length} decision dates after the training: it takes three to cut`,
    );
  }
  const whole = await predictBatch(panel);
  const cuts = [...new Set(CUTS.map((share) => Math.max(1, Math.floor(times.length * share))))];
  let moved: string[] = [];
  let state: ModelState | undefined;
  for (const [index, first] of [0, ...cuts].entries()) {
    requireTime();
    const [from, to] = [times[first], times[cuts[index] ?? times.length] ?? Number.POSITIVE_INFINITY];
    const stretch = rowsBetween(panel, from, to);
    const part: Prediction = await predictBatch(stretch, state);
    state = part.state;
    const apart = predictedBy(stretch, part, Number.POSITIVE_INFINITY);
    const together = [...predictedBy(panel, whole, Number.POSITIVE_INFINITY)].filter(([name]) => apart.has(name));
    moved = [...moved, ...movedRows(new Map(together), apart)];
  }
  const isSameState =
    state !== undefined && whole.state !== undefined && Buffer.compare(state.bytes, whole.state.bytes) === 0;
  if (moved.length === 0 && !isSameState) moved = ['the state at the end'];
  return {
    compared: 'predictBatch on a stretch in one go, and in three that hand their state on',
    rows: panel.rows,
    cutDates: cuts.map((cut) => dayOf(times[cut])),
    findings:
      moved.length === 0
        ? []
        : [
            leakFinding({
              code: 'leak.state_variance',
              message: `${moved.length} outputs differ when a stretch is predicted in several runs: the state lacks what is needed to go on, or is rounded`,
              offending: moved,
              value: moved.length,
              limit: 0,
            }),
          ],
  };
}

/** The rows decided at `from` or later, and before `to`. */
function rowsBetween(panel: Panel, from: number, to: number): Panel {
  const kept = [...panel.decisionTime.keys()].filter(
    (row) => panel.decisionTime[row] >= from && panel.decisionTime[row] < to,
  );
  return selectPanelRows(panel, kept);
}
