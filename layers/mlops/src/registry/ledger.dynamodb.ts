import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ActivityDraft,
  type ActivityEnvelope,
  ActivityEnvelopeSchema,
  type ChainHead,
  sealActivity,
} from '@optaic/mlops/activity';
import { ConflictError, IntegrityError, InvalidInputError, UnavailableError, type Urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { createActivityTable } from './activity.dynamodb.ts';
import type { BackOff } from './back-off.ts';
import { CommitMarkerSchema, createCommitTable } from './commit.dynamodb.ts';
import type { CommitInput, Ledger, TransactItem, WriteContext } from './ledger.ts';
import { putItem } from './ledger-change.ts';
import { dynamoDbCall, readOne, readPage } from './reads.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const TRANSACTION_LIMIT = 100;
/** One writer wins each round, so this many may write to one resource's log at once. */
const MAXIMUM_ATTEMPTS = 30;

export interface LedgerOptions {
  readonly client: DynamoDBDocumentClient;
  readonly registryTable: string;
  readonly activityTable: string;
  readonly backOff: BackOff;
}

type Attempt = 'committed' | 'already_committed' | 'raced';

export function createLedger({ client, registryTable, activityTable, backOff }: LedgerOptions): Ledger {
  const commits = createCommitTable({ table: registryTable, client });
  const activities = createActivityTable({ table: activityTable, client });

  async function findCommit({ token, fingerprint }: Pick<WriteContext, 'token' | 'fingerprint'>) {
    const marker = await readOne(commits.commitOf(token), CommitMarkerSchema);
    if (marker && fingerprint !== undefined && marker.fingerprint !== fingerprint) {
      throw new InvalidInputError(
        'request.idempotency_key_reused',
        `token ${token} was committed for another request at ${marker.committedAt}; send a new Idempotency-Key`,
      );
    }
    return marker?.outcome;
  }

  async function headOf(resource: Urn): Promise<ChainHead | undefined> {
    const { items } = await readPage(activities.activitiesOf(resource), ActivityEnvelopeSchema, 'desc', {
      limit: 1,
      consistent: true,
    });
    return items[0];
  }

  async function seal(drafts: readonly ActivityDraft[], context: WriteContext): Promise<ActivityEnvelope[]> {
    const resources = [...new Set(drafts.map(({ resource }) => resource))];
    const found = await Promise.all(resources.map(async (resource) => [resource, await headOf(resource)] as const));
    const heads = new Map<Urn, ChainHead | undefined>(found);
    const { actor, correlationId, now, token } = context;

    return drafts.map((draft, ordinal) => {
      const id = sha256Hex(`${token}#${ordinal}`);
      const sealed = sealActivity(draft, heads.get(draft.resource), { id, occurredAt: now, actor, correlationId });
      heads.set(draft.resource, sealed);
      return sealed;
    });
  }

  async function attemptCommit(input: CommitInput): Promise<Attempt> {
    const { token, correlationId, now, fingerprint, outcome = {} } = input;
    const marker = commits.newCommit({ token, correlationId, committedAt: now, fingerprint, outcome });
    const items: TransactItem[] = [
      putItem(marker),
      ...input.changes.map(({ item }) => item),
      ...(await seal(input.activities, input)).map((activity) => putItem(activities.newActivity(activity))),
    ];
    if (items.length > TRANSACTION_LIMIT) {
      throw new IntegrityError(
        'ledger.transaction_too_large',
        `commit ${token} has ${items.length} items, a transaction holds ${TRANSACTION_LIMIT}; write fewer lineage edges or activities at once`,
      );
    }
    try {
      await dynamoDbCall(() => client.send(new TransactWriteCommand({ TransactItems: items })));
      return 'committed';
    } catch (error) {
      if (error instanceof TransactionCanceledException) return judgeCancellation(error, input);
      throw error;
    }
  }

  async function judgeCancellation(error: TransactionCanceledException, input: CommitInput): Promise<Attempt> {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    const failed = (code: string | undefined) => code === 'ConditionalCheckFailed';

    // The marker is the truth: with it committed, the other conditions fail because of our own first attempt.
    if (failed(codes[0]) || (await findCommit(input)) !== undefined) return 'already_committed';
    const lost = input.changes.find((_, index) => failed(codes[index + 1]));
    if (lost) throw new ConflictError(lost.conflict.code, lost.conflict.message, { cause: error });
    if (codes.some((code) => failed(code) || code === 'TransactionConflict')) return 'raced';
    if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
      throw new UnavailableError('dynamodb.unavailable', `DynamoDB throttled commit ${input.token}; try again`, {
        cause: error,
      });
    }
    const reasons = (error.CancellationReasons ?? [])
      .map(({ Code, Message }) => `${Code}: ${Message ?? ''}`)
      .join('; ');
    throw new IntegrityError('ledger.transaction_invalid', `DynamoDB refused commit ${input.token} (${reasons})`, {
      cause: error,
    });
  }

  return {
    findCommit,
    commitOnce: async (input) => {
      for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
        const result = await attemptCommit(input);
        if (result !== 'raced') return result;
        await backOff(attempt);
      }
      throw new ConflictError(
        'activity.contended',
        `commit ${input.token} lost ${MAXIMUM_ATTEMPTS} races for the end of a resource's log; try again`,
      );
    },
  };
}
