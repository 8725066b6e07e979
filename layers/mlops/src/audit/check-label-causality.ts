import type { Finding } from '@optaic/mlops/guardrails';
import type { PipelineSubject } from './check-pipeline-causality.ts';
import { movedLabels } from './compare-pipeline-rows.ts';
import { featureTimeOf, type PipelineRow } from './feature-pipeline.ts';
import { dayOf, leakFinding } from './leak-report.ts';
import type { LeakEvidence } from './run-leak-check.ts';
import { scaledUntil, shuffledAfter } from './spoil-tables.ts';

/** Exact in floating point: what does not depend on level, or on sign, keeps its bits. */
const FACTORS = [2, -1];

/**
 * `leak.label_overlap`: a label does not depend on the level of an outcome that was known at its decision. Outcomes are in
 * the tables whose later rows move the label. What these say by the decision is doubled, and negated; a label that moves in
 * both begins too early. Ratios of past prices stay when doubled and deviations of past returns when negated, so a label
 * that is scaled by them, or less a past beta times the market, does not count.
 *
 * Also found: a label that no later row moves, which was known at its decision.
 */
export async function checkLabelCausality(subject: PipelineSubject): Promise<LeakEvidence> {
  const { rows, cutoffs } = subject;
  const labelled = rows.filter(({ label }) => label !== undefined);
  const times = lastDecisions(labelled, cutoffs);
  const middle = times[Math.floor(times.length / 2)];
  const outcomes = middle === undefined ? [] : await outcomeTables(subject, middle);
  const findings: Finding[] = [];
  if (middle !== undefined && outcomes.length === 0) findings.push(knownAtDecision(middle));
  else for (const time of times) findings.push(...(await labelsFromBefore(subject, outcomes, time)));
  return {
    compared: 'the labels of a decision with the outcomes known by then doubled, and negated',
    rows: labelled.length,
    cutDates: times.map(dayOf),
    findings,
  };
}

/** The tables whose rows known after the decision move its labels. */
async function outcomeTables({ rows, tables, run }: PipelineSubject, time: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (const name of Object.keys(tables)) {
    const shuffled = { ...tables, ...shuffledAfter({ [name]: tables[name] }, cutoffAt(rows, time)) };
    if (movedLabels(rows, await run(shuffled), time).size > 0) outcomes.push(name);
  }
  return outcomes;
}

/** By when the features of a decision are known. */
function cutoffAt(rows: readonly PipelineRow[], time: number): number {
  return Math.min(...rows.filter(({ decisionTime }) => decisionTime === time).map(featureTimeOf));
}

async function labelsFromBefore(
  { rows, tables, run }: PipelineSubject,
  outcomes: readonly string[],
  time: number,
): Promise<Finding[]> {
  const ofOutcomes = Object.fromEntries(outcomes.map((name) => [name, tables[name]]));
  const runs: ReadonlyMap<string, string>[] = [];
  for (const factor of FACTORS) {
    const spoiled = await run({ ...tables, ...scaledUntil(ofOutcomes, cutoffAt(rows, time), factor) });
    runs.push(movedLabels(rows, spoiled, time));
  }
  const [doubled, negated] = runs;
  const offending = [...doubled].filter(([key]) => negated.has(key)).map(([, words]) => words);
  if (offending.length === 0) return [];
  return [
    leakFinding({
      code: 'leak.label_overlap',
      message: `${offending.length} labels decided on ${dayOf(time)} move with what ${outcomes.join(', ')} said by then: the label begins too early, shift it to begin after the decision`,
      offending,
      value: offending.length,
      limit: 0,
    }),
  ];
}

function knownAtDecision(time: number): Finding {
  return leakFinding({
    code: 'leak.label_overlap',
    message: `the labels decided on ${dayOf(time)} move with nothing that became known later: they were known at their decision, shift them to begin after it`,
  });
}

/** The last decision at or before each time. */
function lastDecisions(rows: readonly PipelineRow[], cutoffs: readonly number[]): number[] {
  const times = [...new Set(rows.map(({ decisionTime }) => decisionTime))].sort((a, b) => a - b);
  return [...new Set(cutoffs.flatMap((cutoff) => times.findLast((time) => time <= cutoff) ?? []))];
}
