import type { Finding } from '@optaic/mlops/guardrails';
import { movedRows } from './compare-pipeline-rows.ts';
import type { PipelineRow, PointInTimeTables } from './feature-pipeline.ts';
import { dayOf, type LeakCode, leakFinding } from './leak-report.ts';
import type { LeakEvidence } from './run-leak-check.ts';
import { evenlySpaced } from './select-rows.ts';
import { knownBy, poisonedAfter, shuffledAfter } from './spoil-tables.ts';

export interface PipelineSubject {
  /** What the pipeline says of the tables as they are. */
  readonly rows: readonly PipelineRow[];
  readonly tables: PointInTimeTables;
  /** Times up to which outputs may not move. */
  readonly cutoffs: readonly number[];
  run(tables: PointInTimeTables): Promise<readonly PipelineRow[]>;
}

/**
 * `leak.prefix_variance`: what a pipeline states as known by a time does not move when rows known later are left out, bit
 * for bit; which rows there are counts as well. A label that moves is `leak.label_overlap`: it is stated as known too early.
 */
export async function checkPipelinePrefix(subject: PipelineSubject): Promise<LeakEvidence> {
  return {
    compared: 'the pipeline on all rows and on the rows known by each cutoff',
    ...(await compareAtCutoffs(subject, [[knownBy, 'when rows known later are left out']], 'leak.prefix_variance')),
  };
}

/** `leak.shuffled_future`: nor when these exchange their values, are garbage, or restate history. */
export async function checkPipelineFuture(subject: PipelineSubject): Promise<LeakEvidence> {
  const spoilers = [
    [shuffledAfter, 'when rows known later exchange their values'],
    [poisonedAfter, 'when rows known later are garbage and history is restated'],
  ] as const;
  return {
    compared: 'the pipeline with the true, a shuffled and a poisoned future of each cutoff',
    ...(await compareAtCutoffs(subject, spoilers, 'leak.shuffled_future')),
  };
}

type Spoiler = readonly [spoil: (tables: PointInTimeTables, time: number) => PointInTimeTables, because: string];

async function compareAtCutoffs(
  { rows, tables, cutoffs, run }: PipelineSubject,
  spoilers: readonly Spoiler[],
  code: LeakCode,
): Promise<Omit<LeakEvidence, 'compared'>> {
  const times = [...new Set([...cutoffs, ...knownTimes(rows)])].sort((a, b) => a - b);
  const findings: Finding[] = [];
  for (const time of times) {
    for (const [spoil, because] of spoilers) {
      const { features, labels } = movedRows(rows, await run(spoil(tables, time)), time);
      const moved = (what: string, next: string) =>
        `${what} stated as known by ${dayOf(time)} move ${because}: ${next}`;
      if (features.length > 0) {
        const message = moved(`${features.length} rows`, 'read each table as of the decision');
        findings.push(leakFinding({ code, message, offending: features, value: features.length, limit: 0 }));
      }
      if (labels.length > 0) {
        const message = moved(`${labels.length} labels`, 'a label is known when its last price is');
        const facts = { offending: labels, value: labels.length, limit: 0 };
        findings.push(leakFinding({ code: 'leak.label_overlap', message, ...facts }));
      }
    }
  }
  return { rows: rows.length, cutDates: times.map(dayOf), findings };
}

/** Three of the times at which labels are stated to be known, evenly spaced: where one is stated too early shows there. */
function knownTimes(rows: readonly PipelineRow[]): number[] {
  const times = [...new Set(rows.flatMap(({ label }) => (label === undefined ? [] : [label.knownTime])))];
  return evenlySpaced(
    times.sort((a, b) => a - b),
    Math.min(4, times.length),
  ).slice(1);
}
