import { InvalidInputError, type LabelledPanel } from '@optaic/mlops/base';
import { LEAK_BUDGET_SECONDS } from './audit-definition.ts';
import { checkLabelCausality } from './check-label-causality.ts';
import { checkPipelineFuture, checkPipelinePrefix } from './check-pipeline-causality.ts';
import { checkSuspectFeatures } from './check-suspect-features.ts';
import type { FeaturePipeline, PipelineRow, PointInTimeTables } from './feature-pipeline.ts';
import type { LeakReport } from './leak-report.ts';
import { type LeakBudget, requireTime, runLeakCheck } from './run-leak-check.ts';
import { evenlySpaced } from './select-rows.ts';

export interface FeaturePipelineAuditOptions {
  /**
   * Times up to which outputs may not move; milliseconds since the epoch. Three times at which labels are stated to be
   * known are looked at as well.
   *
   * @default four decisions, evenly spaced
   */
  readonly cutoffs?: readonly number[];
  /** Milliseconds; only differences count. @default a clock that stands still: nothing is timed, no budget ends */
  clock?(): number;
  /** @default 60 */
  readonly budgetSeconds?: number;
}

/**
 * The leak gate on a feature pipeline, for a test of the code that makes features, labels and universe. At each cutoff t
 * the pipeline is run again
 * - on the rows known by t alone, and with the rows known later shuffled, made garbage, history restated, rows added: what
 *   it states as known by t must be the same bits, rows that exist among it (`leak.prefix_variance`,
 *   `leak.shuffled_future`; a label that is stated as known before it is: `leak.label_overlap`);
 * - with all outcomes that are known at a decision doubled, and with them negated: the label of that decision must keep its
 *   value in at least one of the two (`leak.label_overlap`). A label that begins with a price the features know moves in
 *   both; one that is only scaled by past volatility stays in one.
 *
 * And no feature ranks the labels too well to be true (`model.leak_suspect`): the only trace of a leak that is in the
 * tables themselves.
 *
 * @example
 * const report = await auditFeaturePipeline(makeFeatures, { prices, fundamentals, members });
 * expect(leakFindings(report)).toEqual([]);
 */
export async function auditFeaturePipeline(
  pipeline: FeaturePipeline,
  tables: PointInTimeTables,
  { cutoffs, clock = () => 0, budgetSeconds = LEAK_BUDGET_SECONDS }: FeaturePipelineAuditOptions = {},
): Promise<LeakReport> {
  const budget: LeakBudget = { seconds: budgetSeconds, clock, startedAt: clock() };
  const run = (spoiled: PointInTimeTables) => {
    requireTime(budget);
    return runPipeline(pipeline, spoiled);
  };
  let original: Promise<readonly PipelineRow[]> | undefined;
  const subject = async () => {
    original ??= run(tables);
    const rows = await original;
    return { rows, tables, cutoffs: cutoffs ?? defaultCutoffs(rows), run };
  };
  const checks = [
    await runLeakCheck('prefix_invariance', budget, async () => checkPipelinePrefix(await subject())),
    await runLeakCheck('shuffled_future', budget, async () => checkPipelineFuture(await subject())),
    await runLeakCheck('label_overlap', budget, async () => checkLabelCausality(await subject())),
    await runLeakCheck('suspect_features', budget, async () => {
      const { panel, horizonDays } = labelledPanel((await subject()).rows);
      return checkSuspectFeatures(panel, { horizonDays, requireTime: () => requireTime(budget) });
    }),
  ];
  return { budgetSeconds, seconds: (clock() - budget.startedAt) / 1_000, checks };
}

/** @throws {InvalidInputError} `leak.pipeline_threw` whatever the pipeline throws. */
async function runPipeline(pipeline: FeaturePipeline, tables: PointInTimeTables): Promise<readonly PipelineRow[]> {
  try {
    return await pipeline(tables);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError('leak.pipeline_threw', `the pipeline threw: ${message}`, { cause });
  }
}

/** After a fifth, two, three and four fifths of the decisions. */
function defaultCutoffs(rows: readonly PipelineRow[]): number[] {
  const times = decisionTimes(rows);
  if (times.length < 2) {
    throw new InvalidInputError('leak.too_few_dates', `${times.length} decision dates: it takes two to look ahead`);
  }
  return [...new Set(evenlySpaced(times.slice(0, -1), 5).slice(1))];
}

function decisionTimes(rows: readonly PipelineRow[]): number[] {
  return [...new Set(rows.map(({ decisionTime }) => decisionTime))].sort((a, b) => a - b);
}

/** The labelled rows as a panel, and over how many decisions the longest label reaches. */
function labelledPanel(pipelineRows: readonly PipelineRow[]): { panel: LabelledPanel; horizonDays: number } {
  const rows = pipelineRows
    .flatMap((row) => (row.label === undefined ? [] : [{ ...row, label: row.label }]))
    .sort((a, b) => a.decisionTime - b.decisionTime || (a.entity < b.entity ? -1 : 1));
  const times = decisionTimes(rows);
  const indexOf = new Map(times.map((time, index) => [time, index]));
  let horizonDays = 1;
  for (const { decisionTime, label } of rows) {
    const reached = times.findLastIndex((time) => time < label.knownTime) - (indexOf.get(decisionTime) ?? 0);
    horizonDays = Math.max(horizonDays, reached);
  }
  const featureNames = [...new Set(rows.flatMap(({ features }) => Object.keys(features)))];
  const features = new Float32Array(featureNames.length * rows.length);
  featureNames.forEach((name, feature) => {
    rows.forEach((row, index) => {
      features[feature * rows.length + index] = row.features[name] ?? Number.NaN;
    });
  });
  return {
    horizonDays,
    panel: {
      rows: rows.length,
      entity: rows.map(({ entity }) => entity),
      decisionTime: Float64Array.from(rows, ({ decisionTime }) => decisionTime),
      featureNames,
      features,
      labels: Float32Array.from(rows, ({ label }) => label.value),
    },
  };
}
