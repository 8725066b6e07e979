import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, itemKeys } from './dynalite.ts';
import type { StreamViewType, TableDescription } from './table.ts';

/** Decimal, and as text in the order of the numbers. */
export type SequenceNumber = string;

const FIRST = 10n ** 20n;

export const sequenceNumber = (count: number): SequenceNumber => String(FIRST + BigInt(count));

export interface ItemChange {
  readonly table: TableDescription;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface RecordStamp {
  readonly sequenceNumber: SequenceNumber;
  readonly eventId: string;
  readonly at: Date;
  readonly region: string;
  /** Marks a deletion by time to live, as AWS does. */
  readonly isExpiry?: boolean;
}

/** The stream record of a change, in the shape Lambda hands over; undefined when nothing changed, as in AWS. */
export function streamRecord({ table, before, after }: ItemChange, stamp: RecordStamp): DynamoDBRecord | undefined {
  const view = table.StreamSpecification?.StreamViewType;
  const some = after ?? before;
  if (view === undefined || some === undefined || sameItem(before, after)) return undefined;
  const keys = Object.fromEntries(
    table.KeySchema.flatMap(({ AttributeName: name }) => (some[name] === undefined ? [] : [[name, some[name]]])),
  );
  return {
    eventID: stamp.eventId,
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stamp.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(stamp.at.getTime() / 1000),
      Keys: keys,
      ...(after !== undefined && shows(view, 'NEW_IMAGE') && { NewImage: after }),
      ...(before !== undefined && shows(view, 'OLD_IMAGE') && { OldImage: before }),
      SequenceNumber: stamp.sequenceNumber,
      SizeBytes: [keys, before, after].reduce((sum, item) => sum + (item ? itemKeys.itemSize(item) : 0), 0),
      StreamViewType: view,
    },
    ...(table.LatestStreamArn !== undefined && { eventSourceARN: table.LatestStreamArn }),
    ...(stamp.isExpiry === true && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
  };
}

const shows = (view: StreamViewType, image: StreamViewType) => view === image || view === 'NEW_AND_OLD_IMAGES';

// dynalite makes some maps without a prototype, which a strict comparison would take for a difference.
const plain = (item: Item | undefined): unknown => (item === undefined ? undefined : JSON.parse(JSON.stringify(item)));
const sameItem = (a: Item | undefined, b: Item | undefined) => isDeepStrictEqual(plain(a), plain(b));
