/** One execution as it is kept: written before its start is acknowledged, and again when it ends. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  /** JSON text, as it was given. */
  readonly input: string;
  readonly startedAtMs: number;
  readonly status: ExecutionStatus;
  readonly stoppedAtMs?: number;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly history?: readonly HistoryEvent[];
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface HistoryEvent {
  readonly type: string;
  readonly timestampMs: number;
  readonly state?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** How it ended; what `ExecutionRecord` gains. */
export type ExecutionEnd = Pick<ExecutionRecord, 'status' | 'output' | 'error' | 'cause'>;

/** The detail of `Step Functions Execution Status Change`. */
export function statusChangeDetail(record: ExecutionRecord): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAtMs,
    stopDate: record.stoppedAtMs ?? null,
    input: record.input,
    output: record.output ?? null,
    error: record.error ?? null,
    cause: record.cause ?? null,
    inputDetails: { included: true },
    outputDetails: record.output === undefined ? null : { included: true },
  };
}
