import type { DynamoDBRecord } from 'aws-lambda';
import { isJsonObject, parseJson } from '../json.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { InvocationOutcome } from './invocation-outcome.ts';

/** What is left of a batch after one invocation; empty: all is done. */
export function failedRecords(
  { reportsItemFailures }: EventSourceMapping,
  records: readonly DynamoDBRecord[],
  outcome: InvocationOutcome,
): readonly DynamoDBRecord[] {
  if (!outcome.ok) return records;
  if (!reportsItemFailures) return [];
  const answer = parseJson(outcome.payload);
  const failures = isJsonObject(answer) && Array.isArray(answer.batchItemFailures) ? answer.batchItemFailures : [];
  if (failures.length === 0) return [];
  const numbers = failures.map((failure) => (isJsonObject(failure) ? String(failure.itemIdentifier) : ''));
  // In a stream everything from the first failure on comes again; an identifier that is none fails the batch.
  const positions = numbers.map((number) => records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === number));
  return positions.includes(-1) ? records : records.slice(Math.min(...positions));
}

/** A batch that failed as a whole, in two halves where the mapping asks for it, so that one bad record stands alone at last. */
export function bisected(
  { bisectsOnError }: EventSourceMapping,
  records: readonly DynamoDBRecord[],
): readonly (readonly DynamoDBRecord[])[] {
  if (!bisectsOnError || records.length < 2) return [records];
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)];
}

/** What the failure destination of a stream receives: where the records are, not the records. */
export function discardedBatch(
  mapping: EventSourceMapping,
  records: readonly DynamoDBRecord[],
  outcome: InvocationOutcome,
  { attempts, now }: { attempts: number; now: Date },
): object {
  const [first, last] = [records[0]?.dynamodb, records.at(-1)?.dynamodb];
  const time = (seconds = 0): string => new Date(seconds * 1000).toISOString();
  return {
    requestContext: {
      functionArn: mapping.functionArn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: outcome.ok ? 'BatchItemFailures' : 'Unhandled',
    },
    version: '1.0',
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId: 'shardId-00000000000000000000-00000000',
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: time(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: time(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
  };
}
