import type { DataSets } from '../presets/data-sets.ts';
import type { NamedTest, TestResult, TestStatus } from './named-test.ts';
import { type SuiteFacts, suiteFacts } from './suite-facts.ts';

/** Tests that depend on the data: one a column, say. */
export type TestPreset = (facts: SuiteFacts) => readonly NamedTest[];

export interface SuiteSummary {
  /** Every test passed or only warned. */
  readonly all_passed: boolean;
  readonly total_tests: number;
  /** Warnings count. */
  readonly success_tests: number;
  /** Tests that could not run do not count. */
  readonly failed_tests: number;
  readonly by_status: Readonly<Partial<Record<TestStatus, number>>>;
}

export interface SuiteResult {
  readonly tests: readonly TestResult[];
  readonly summary: SuiteSummary;
}

/**
 * Runs tests in their order, presets unfolded in place.
 *
 * @see evidently 0.7.21, legacy/test_suite/test_suite.py; there the tests of generators come after all others.
 */
export function runSuite(items: readonly (NamedTest | TestPreset)[], data: DataSets): SuiteResult {
  const facts = suiteFacts(data);
  const tests = items
    .flatMap((item) => (typeof item === 'function' ? item(facts) : [item]))
    .map((test) => resultOf(test, facts));
  return { tests, summary: summarise(tests) };
}

function resultOf({ name, group, isCritical, check }: NamedTest, facts: SuiteFacts): TestResult {
  const { status, description, parameters } = check(facts);
  return { name, description, status: status === 'FAIL' && !isCritical ? 'WARNING' : status, group, parameters };
}

function summarise(tests: readonly TestResult[]): SuiteSummary {
  const by_status: Partial<Record<TestStatus, number>> = {};
  for (const { status } of tests) by_status[status] = (by_status[status] ?? 0) + 1;
  const success_tests = (by_status.SUCCESS ?? 0) + (by_status.WARNING ?? 0);
  return {
    all_passed: success_tests === tests.length,
    total_tests: tests.length,
    success_tests,
    failed_tests: by_status.FAIL ?? 0,
    by_status,
  };
}
