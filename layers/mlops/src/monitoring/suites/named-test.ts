import { z } from 'zod';
import { type Condition, ConditionSchema, describeCondition, hasBound, satisfies } from './condition.ts';
import type { SuiteFacts } from './suite-facts.ts';

export type TestGroup = 'data_integrity' | 'data_quality' | 'data_drift' | 'regression' | 'classification';
export type TestStatus = 'SUCCESS' | 'FAIL' | 'WARNING' | 'ERROR';

/** What a test says, in the reference's dictionary; `parameters` is null of tests that have none. */
export interface TestResult {
  readonly name: string;
  readonly description: string;
  readonly status: TestStatus;
  readonly group: TestGroup;
  readonly parameters: Readonly<Record<string, unknown>> | null;
}

export interface Verdict {
  readonly status: Exclude<TestStatus, 'WARNING'>;
  readonly description: string;
  readonly parameters: TestResult['parameters'];
}

/** A question that data passes or fails. */
export interface NamedTest {
  readonly name: string;
  readonly group: TestGroup;
  /** A failure of a test that is not critical is a warning. */
  readonly isCritical: boolean;
  /** The column it is about; undefined of a test of the whole data. */
  readonly columnName?: string | undefined;
  readonly check: (facts: SuiteFacts) => Verdict;
}

/** Bounds in place of the test's default, and whether a failure is one. */
export const TestOptionsSchema = ConditionSchema.extend({ isCritical: z.boolean().exactOptional() });
export type TestOptions = z.infer<typeof TestOptionsSchema>;

/** Why there is no value or no default: the test ends as ERROR with this text. */
export interface Unavailable {
  readonly unavailable: string;
}

export interface ValueTest {
  readonly name: string;
  readonly group: TestGroup;
  readonly columnName?: string | undefined;
  readonly value: (facts: SuiteFacts) => number | Unavailable;
  /** The condition where the options name none. */
  readonly standard: (facts: SuiteFacts) => Condition | Unavailable;
  /** Bounds of the default are fractions; see `describeCondition`. */
  readonly isReal?: boolean;
  readonly describe: (value: number, condition: string, facts: SuiteFacts) => string;
  /** Fields of the parameters beside condition and value. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A test that compares one value with a condition. */
export function valueTest(test: ValueTest, { isCritical = true, ...given }: TestOptions = {}): NamedTest {
  return {
    name: test.name,
    group: test.group,
    isCritical,
    columnName: test.columnName,
    check: (facts) => {
      const value = test.value(facts);
      if (isUnavailable(value)) return failedToRun(value);
      const isGiven = hasBound(given);
      const condition = isGiven ? given : test.standard(facts);
      if (isUnavailable(condition)) return failedToRun(condition);
      const text = describeCondition(condition, !isGiven && test.isReal === true);
      return {
        status: satisfies(value, condition) ? 'SUCCESS' : 'FAIL',
        description: test.describe(value, text, facts),
        parameters: { condition, value, ...test.parameters },
      };
    },
  };
}

export function isUnavailable(value: unknown): value is Unavailable {
  return typeof value === 'object' && value !== null && 'unavailable' in value;
}

export function failedToRun({ unavailable }: Unavailable): Verdict {
  return { status: 'ERROR', description: `Test failed with exceptions: ${unavailable}`, parameters: {} };
}
