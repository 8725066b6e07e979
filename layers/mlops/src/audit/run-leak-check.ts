import { PlatformError } from '@optaic/mlops/base';
import type { Finding } from '@optaic/mlops/guardrails';
import { type LeakCheck, type LeakCheckName, leakFinding } from './leak-report.ts';

/** What a check did and found. */
export type LeakEvidence = Pick<LeakCheck, 'compared' | 'rows' | 'cutDates' | 'findings'>;

export interface LeakBudget {
  readonly seconds: number;
  /** Milliseconds of any clock that does not run backwards. */
  clock(): number;
  /** When the first check began, on that clock. */
  readonly startedAt: number;
}

/** Thrown by a check whose time is up. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/** Ends a check that would go on beyond its budget. @throws {BudgetSpent} */
export function requireTime({ seconds, clock, startedAt }: LeakBudget): void {
  if (clock() - startedAt > seconds * 1_000) throw new BudgetSpent(`the budget of ${seconds} s is spent`);
}

/**
 * Runs one check and times it. One that could not run, or had no time left, is a finding: what was not looked at has not
 * passed.
 */
export async function runLeakCheck(
  check: LeakCheckName,
  budget: LeakBudget,
  look: () => Promise<LeakEvidence> | LeakEvidence,
): Promise<LeakCheck> {
  const began = budget.clock();
  const timed = (evidence: LeakEvidence, outcome: LeakCheck['outcome']): LeakCheck => ({
    check,
    outcome,
    ...evidence,
    seconds: (budget.clock() - began) / 1_000,
  });
  try {
    requireTime(budget);
    const evidence = await look();
    return timed(evidence, outcomeOf(evidence.findings));
  } catch (error) {
    if (!(error instanceof BudgetSpent || error instanceof PlatformError)) throw error;
    return timed({ compared: 'nothing', rows: 0, cutDates: [], findings: [incomplete(check, error)] }, 'incomplete');
  }
}

function incomplete(check: LeakCheckName, { message }: Error): Finding {
  return leakFinding({
    code: 'leak.check_incomplete',
    message: `leak check ${check} did not run to its end, so it did not pass: ${message}`,
  });
}

function outcomeOf(findings: readonly Finding[]): LeakCheck['outcome'] {
  if (findings.length === 0) return 'passed';
  return findings.every(({ code }) => code === 'leak.check_incomplete') ? 'incomplete' : 'found';
}
