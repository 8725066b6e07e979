import { InvalidInputError, type LabelledPanel } from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { LEAK_BUDGET_SECONDS } from './audit-definition.ts';
import { checkLabelCausality } from './check-label-causality.ts';
import { checkSuspectFeatures } from './check-suspect-features.ts';
import { movedRows } from './compare-pipeline-rows.ts';
import type { FeaturePipeline, PipelineRow, PointInTimeTables } from './feature-pipeline.ts';
import { dayOf, type LeakReport, leakFinding } from './leak-report.ts';
import { type LeakBudget, type LeakEvidence, requireTime, runLeakCheck } from './run-leak-check.ts';
import { evenlySpaced } from './select-rows.ts';
import { knownBy, poisonedAfter, shuffledAfter } from './spoil-tables.ts';

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
  let original: Promise<readonly PipelineRow[]> | undefined;
  const whole = () => {
    original ??= runPipeline(pipeline, tables);
    return original;
  };
  /** The original's and another run's rows at each cutoff. */
  const compare = async (spoil: (at: number) => PointInTimeTables, judge: Judge): Promise<LeakEvidence> => {
    const rows = await whole();
    const times = [...new Set([...(cutoffs ?? defaultCutoffs(rows)), ...knownTimes(rows)])].sort((a, b) => a - b);
    const findings: Finding[] = [];
    for (const time of times) {
      requireTime(budget);
      findings.push(...judge(rows, await runPipeline(pipeline, spoil(time)), time));
    }
    return { compared: '', rows: rows.length, cutDates: times.map(dayOf), findings };
  };
  const spoiledFuture = (spoil: typeof shuffledAfter, because: string) =>
    compare(
      (time) => spoil(tables, time),
      (a, b, time) => moved(a, b, time, 'leak.shuffled_future', because),
    );

  const checks = [
    await runLeakCheck('prefix_invariance', budget, async () => ({
      ...(await compare(
        (time) => knownBy(tables, time),
        (a, b, time) => moved(a, b, time, 'leak.prefix_variance', 'when rows known later are left out'),
      )),
      compared: 'the pipeline on all rows and on the rows known by each cutoff',
    })),
    await runLeakCheck('shuffled_future', budget, async () => {
      const shuffled = await spoiledFuture(shuffledAfter, 'when rows known later exchange their values');
      const poisoned = await spoiledFuture(poisonedAfter, 'when rows known later are garbage and history is restated');
      return {
        ...shuffled,
        findings: [...shuffled.findings, ...poisoned.findings],
        compared: 'the pipeline with the true, a shuffled and a poisoned future of each cutoff',
      };
    }),
    await runLeakCheck('label_overlap', budget, async () =>
      checkLabelCausality({
        rows: await whole(),
        tables,
        cutoffs: cutoffs ?? defaultCutoffs((await whole()).filter(({ label }) => label !== undefined)),
        run: (spoiled) => {
          requireTime(budget);
          return runPipeline(pipeline, spoiled);
        },
      }),
    ),
    await runLeakCheck('suspect_features', budget, async () => {
      const { panel, horizonDays } = labelledPanel(await whole());
      return checkSuspectFeatures(panel, { horizonDays, requireTime: () => requireTime(budget) });
    }),
  ];
  return { budgetSeconds, seconds: (clock() - budget.startedAt) / 1_000, checks };
}

type Judge = (a: readonly PipelineRow[], b: readonly PipelineRow[], time: number) => Finding[];

function moved(
  a: readonly PipelineRow[],
  b: readonly PipelineRow[],
  time: number,
  code: 'leak.prefix_variance' | 'leak.shuffled_future',
  because: string,
): Finding[] {
  const { features, labels } = movedRows(a, b, time);
  const findings: Finding[] = [];
  if (features.length > 0) {
    findings.push(
      leakFinding({
        code,
        message: `${features.length} rows stated as known by ${dayOf(time)} move ${because}: read each table as of the decision`,
        offending: features,
        value: features.length,
        limit: 0,
      }),
    );
  }
  if (labels.length > 0) {
    findings.push(
      leakFinding({
        code: 'leak.label_overlap',
        message: `${labels.length} labels stated as known by ${dayOf(time)} move ${because}: a label is known when its last price is`,
        offending: labels,
        value: labels.length,
        limit: 0,
      }),
    );
  }
  return findings;
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

/** After a fifth, two, three and four fifths of the decisions; none of rows without decisions. */
function defaultCutoffs(rows: readonly PipelineRow[]): number[] {
  const times = decisionTimes(rows);
  if (times.length === 0) return [];
  if (times.length === 1) {
    throw new InvalidInputError('leak.too_few_dates', 'one decision date: it takes two to look ahead');
  }
  return [...new Set(evenlySpaced(times.slice(0, -1), 5).slice(1))];
}

/** Three of the times at which labels are stated to be known, evenly spaced: where one is stated too early shows there. */
function knownTimes(rows: readonly PipelineRow[]): number[] {
  const times = [...new Set(rows.flatMap(({ label }) => (label === undefined ? [] : [label.knownTime])))];
  return evenlySpaced(
    times.sort((a, b) => a - b),
    Math.min(4, times.length),
  ).slice(1);
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
