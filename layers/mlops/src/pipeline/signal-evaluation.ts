import type { LabelledPanel, ModelCategory } from '@optaic/mlops/base';
import type { Predictions } from '@optaic/mlops/guardrails';
import { definedFigures, type SignalPanel, type SignalReport, signalReport } from '@optaic/mlops/metrics';
import type { DatedFigures } from '@optaic/mlops/tracking';

const SIGNAL_CATEGORIES: readonly ModelCategory[] = ['signal', 'signal_combining', 'signal_filtering'];

/**
 * The platform's metrics of what a model of a signal category would have published of its validation decisions; undefined
 * for the other categories.
 *
 * @param horizonDays - Trading days a label looks ahead.
 * @throws {InvalidInputError} `metrics.rows_lost` when the model says nothing of more than 35 % of the rows.
 */
export function evaluateSignal(
  category: ModelCategory,
  published: Predictions,
  validation: LabelledPanel,
  horizonDays: number,
): SignalReport | undefined {
  if (!SIGNAL_CATEGORIES.includes(category)) return undefined;
  return signalReport(publishedPanel(published, validation), { horizonDays });
}

/** The validation rows with the signal published of each, and their labels as outcomes. */
function publishedPanel(published: Predictions, { entity, decisionTime, labels }: LabelledPanel): SignalPanel {
  return { entity, decisionTime, signal: signalsOf(published, { entity, decisionTime }), outcome: labels };
}

/** The signal published of each row; NaN where none was. */
function signalsOf(
  published: Predictions,
  { entity, decisionTime }: Pick<LabelledPanel, 'entity' | 'decisionTime'>,
): ArrayLike<number> {
  const isSameRow = (name: string, row: number) =>
    published.entity[row] === name && published.decisionTime[row] === decisionTime[row];
  if (published.rows === entity.length && entity.every(isSameRow)) return published.signal;
  const signalOf = new Map(
    published.entity.map((name, row) => [`${published.decisionTime[row]} ${name}`, published.signal[row]]),
  );
  return entity.map((name, row) => signalOf.get(`${decisionTime[row]} ${name}`) ?? Number.NaN);
}

/** The series of a report, as tracking keeps it: of each decision the figures that are defined. */
export function datedFigures(report: SignalReport | undefined): DatedFigures[] {
  return (report?.dates ?? []).map(({ decisionTime, ...figures }) => ({
    decisionTime,
    figures: definedFigures(figures),
  }));
}
