import type { ErrorCode } from '@optaic/mlops/base';
import type { OffendingRow } from '../dataset-issue.ts';

/** Something about a file that its owner should know before uploading it. */
export interface InspectionFinding {
  readonly code: ErrorCode;
  /** Whether an upload of the file as it stands would be refused. */
  readonly refuses: boolean;
  readonly message: string;
  readonly next: string;
  /** The first ten rows, where rows are at fault. */
  readonly rows?: readonly OffendingRow[];
}
