import { EXAMPLE_LIMIT, type Finding, FindingSchema } from '@optaic/mlops/guardrails';
import { z } from 'zod';

/** What the leak gate looks for. */
export const LeakCheckNameSchema = z.enum([
  'prefix_invariance',
  'shuffled_future',
  'scaler_window',
  'label_overlap',
  'suspect_features',
  'state_continuity',
]);
export type LeakCheckName = z.infer<typeof LeakCheckNameSchema>;

export const LeakOutcomeSchema = z.enum(['passed', 'found', 'incomplete']);
export type LeakOutcome = z.infer<typeof LeakOutcomeSchema>;

export const LeakCheckSchema = z.strictObject({
  check: LeakCheckNameSchema,
  outcome: LeakOutcomeSchema,
  /** What was held against what, in words. */
  compared: z.string(),
  /** Rows that took part, after subsampling. */
  rows: z.int().min(0),
  /** The dates up to which outputs may not move, or where the validation begins; `YYYY-MM-DD`. */
  cutDates: z.array(z.string()),
  seconds: z.number().min(0),
  findings: z.array(FindingSchema),
});
export type LeakCheck = z.infer<typeof LeakCheckSchema>;

/** What the leak gate found on one model or feature pipeline. */
export const LeakReportSchema = z.strictObject({
  /** What was judged in how much time at most, and what it took. */
  budgetSeconds: z.number().positive(),
  seconds: z.number().min(0),
  checks: z.array(LeakCheckSchema).min(1),
});
export type LeakReport = z.infer<typeof LeakReportSchema>;

/** Everything that the checks of a report found. */
export function leakFindings({ checks }: Pick<LeakReport, 'checks'>): Finding[] {
  return checks.flatMap(({ findings }) => findings);
}

export type LeakCode =
  | 'leak.prefix_variance'
  | 'leak.shuffled_future'
  | 'leak.scaler_window'
  | 'leak.label_overlap'
  | 'leak.state_variance'
  | 'leak.check_incomplete';

export interface LeakFacts {
  readonly code: LeakCode;
  readonly message: string;
  /** Offending rows, by name; all are counted, the first ten kept. */
  readonly offending?: readonly string[];
  readonly value?: Finding['value'];
  readonly limit?: Finding['limit'];
}

/** A leak is a finding of `dataset.pit`, which blocks in every space. */
export function leakFinding({ code, message, offending = [], value = null, limit = null }: LeakFacts): Finding {
  return {
    contract: 'dataset.pit',
    code,
    message,
    rows: offending.length,
    value,
    limit,
    examples: offending.slice(0, EXAMPLE_LIMIT),
  };
}

/** `2020-03-02` of milliseconds since the epoch. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
