import { type ErrorCode, InvalidInputError } from '@optaic/mlops/base';

/** Where a row is, the file and the row in it both counted from 1, and its keys and offending values as text. */
export interface OffendingRow {
  readonly file: number;
  readonly row: number;
  readonly values: Readonly<Record<string, string | null>>;
}

/** One rule that uploaded rows break: how many rows do, and the first ten of them. */
export interface DatasetIssue {
  readonly code: ErrorCode;
  /** Rows that break it; 0 when it is about a file or its columns. */
  readonly count: number;
  /** What is wrong, where it is first, what to do. */
  readonly message: string;
  /** The first ten of them in file order. */
  readonly rows: readonly OffendingRow[];
}

export const SHOWN_ROWS = 10;
const MESSAGE_LIMIT = 400;

/**
 * The issues of a refused write as one error: the first gives code and message, the details have all.
 * The message is short, since it travels as the cause of a failed state machine.
 */
export function datasetRefused(dataset: string, issues: readonly DatasetIssue[]): InvalidInputError {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more kinds of issue)` : '';
  const message = `dataset "${dataset}": ${first?.message ?? 'refused'}${more}`;
  return new InvalidInputError(
    first?.code ?? 'dataset.refused',
    message.length > MESSAGE_LIMIT ? `${message.slice(0, MESSAGE_LIMIT - 1)}…` : message,
    { details: { dataset, issues } },
  );
}
