import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ActivityDraft } from '@optaic/mlops/activity';
import type { ErrorCode, Instant, Sha256 } from '@optaic/mlops/base';
import type { Actor } from './records.ts';

/** One operation of a DynamoDB transaction, in plain JavaScript values. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Who changes something, in what context, when. Every write of the registry takes one. */
export interface WriteContext {
  readonly actor: Actor;
  /** The run's id, or the request's. */
  readonly correlationId: string;
  /**
   * Names this change among all: `<runId>/<stage>`, or a hash of a person's Idempotency-Key. The same token commits once,
   * whatever is retried or duplicated; the second caller gets what the first one got.
   */
  readonly token: string;
  /** A digest of the request, when the token comes from outside: the same key for another request is refused. */
  readonly fingerprint?: Sha256;
  /** Wall-clock time: when this was recorded, and when its activities occurred. */
  readonly now: Instant;
}

/** A write with the one thing it takes for granted, so that a lost race can be named. */
export interface LedgerChange {
  readonly item: TransactItem;
  /** Thrown as ConflictError when the item's condition fails. */
  readonly conflict: { readonly code: ErrorCode; readonly message: string };
}

export interface CommitInput extends WriteContext {
  readonly changes: readonly LedgerChange[];
  readonly activities: readonly ActivityDraft[];
  /** What the caller wants back if the token turns out to be committed: an assigned version, an id. */
  readonly outcome?: CommitOutcome;
}

export type CommitOutcome = Readonly<Record<string, string | number | boolean>>;

export type CommitStatus = 'committed' | 'already_committed';

/** Everything that changes state goes through here: one transaction for the marker of the token, the changes and the activities. */
export interface Ledger {
  /**
   * Commits all or nothing. Activities get their place at the end of their resources' logs; a race for that place is run
   * again with fresh heads, a bounded number of times. An empty `changes` is allowed.
   *
   * @returns `already_committed`, having changed nothing, when the token was committed before.
   * @throws {ConflictError} the code of the change whose condition failed; `activity.contended` when races were lost too often.
   * @throws {IntegrityError} `ledger.transaction_too_large` above 100 items.
   * @throws {UnavailableError} `dynamodb.unavailable` when DynamoDB throttles or fails.
   */
  commitOnce(input: CommitInput): Promise<CommitStatus>;
  /**
   * The outcome stored with a committed token; undefined when it was never committed.
   *
   * @throws {InvalidInputError} `request.idempotency_key_reused` when it was committed with another fingerprint.
   */
  findCommit(context: Pick<WriteContext, 'token' | 'fingerprint'>): Promise<CommitOutcome | undefined>;
}
