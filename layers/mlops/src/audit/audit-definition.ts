import { type Panel, selectPanelRows } from '@optaic/mlops/base';
import type { TimedPanel } from '@optaic/mlops/data';
import { checkLabelOverlap } from './check-label-overlap.ts';
import { checkPrefixInvariance, checkShuffledFuture } from './check-prediction-causality.ts';
import { checkScalerWindow } from './check-scaler-window.ts';
import { checkStateContinuity } from './check-state-continuity.ts';
import { checkSuspectFeatures } from './check-suspect-features.ts';
import type { DefinitionRuns } from './definition-runs.ts';
import type { LeakReport } from './leak-report.ts';
import { type LeakBudget, requireTime, runLeakCheck } from './run-leak-check.ts';
import { sampleRows } from './select-rows.ts';

/** A definition on the frame of its training. */
export interface DefinitionSubject extends DefinitionRuns {
  /** Every labelled row of the window. */
  readonly window: TimedPanel;
  readonly train: TimedPanel;
  readonly validation: TimedPanel;
  /** Trading days that a label looks ahead. */
  readonly horizonDays: number;
}

/** Seconds that the leak gate takes of a training at most. */
export const LEAK_BUDGET_SECONDS = 60;

const PREDICTION_SAMPLE = { entities: 500, rows: 10_000, dates: 'last' } as const;

/**
 * The leak gate on a definition: what it predicts does not move with the future, what it fits is from training rows only,
 * its labels do not overlap, and no feature is too good to be true. Rows are sampled, always the same ones, to keep within
 * the budget; a check that did not run to its end is a finding.
 *
 * @param clock - Milliseconds; only differences count.
 */
export async function auditDefinition(
  subject: DefinitionSubject,
  { clock, budgetSeconds = LEAK_BUDGET_SECONDS }: { clock(): number; budgetSeconds?: number },
): Promise<LeakReport> {
  const budget: LeakBudget = { seconds: budgetSeconds, clock, startedAt: clock() };
  const limits = { requireTime: () => requireTime(budget) };
  const { window, train, validation, horizonDays, memory } = subject;
  const predictions = { ...limits, panel: predictedRows(subject), predictBatch: subject.predictBatch };
  const checks = [
    await runLeakCheck('label_overlap', budget, () => checkLabelOverlap(train, validation)),
    await runLeakCheck('suspect_features', budget, () => checkSuspectFeatures(window, { horizonDays, ...limits })),
    await runLeakCheck('prefix_invariance', budget, () => checkPrefixInvariance(predictions)),
    await runLeakCheck('shuffled_future', budget, () => checkShuffledFuture(predictions)),
    await runLeakCheck('scaler_window', budget, () => checkScalerWindow({ ...subject, ...limits })),
    ...(memory === 'contiguous'
      ? [await runLeakCheck('state_continuity', budget, () => checkStateContinuity(predictions))]
      : []),
  ];
  return { budgetSeconds, seconds: (clock() - budget.startedAt) / 1_000, checks };
}

/**
 * A sample of the window. A definition with memory goes on from where its training ended, so that only later rows are
 * predicted, from the first of them on: no bar may be skipped.
 */
function predictedRows({ window, memory, state }: DefinitionSubject): Panel {
  if (memory === 'none' || state === undefined) return selectPanelRows(window, sampleRows(window, PREDICTION_SAMPLE));
  const later = [...window.decisionTime.keys()].filter((row) => window.decisionTime[row] > state.through);
  const panel = selectPanelRows(window, later);
  return selectPanelRows(panel, sampleRows(panel, { ...PREDICTION_SAMPLE, dates: 'first' }));
}
