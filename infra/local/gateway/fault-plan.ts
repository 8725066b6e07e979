/** One AWS call of a function, announced before it has any effect and after its effect stands. */
export interface AnnouncedCall {
  readonly functionName: string;
  /** `Stack/LogicalId` */
  readonly logicalId: string;
  /** How often this function has been invoked with this very payload, this time included: 1, 2, 3… */
  readonly attempt: number;
  /** 1-based number of the call within its invocation. */
  readonly index: number;
  readonly phase: 'before' | 'after';
  /** `dynamodb:TransactWriteItems`, `s3:PutObject` … */
  readonly action: string;
}

/**
 * Decides what breaks, and when. `kill-function` kills the calling process: before, the call has no effect; after, the effect
 * stands and the function never sees the answer. `kill-runtime` kills the runtime's own process.
 */
export type FaultPlan = (call: AnnouncedCall) => 'continue' | 'kill-function' | 'kill-runtime';

export const noFaults: FaultPlan = () => 'continue';
