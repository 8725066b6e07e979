import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Where an entity lives; without a client an entity only makes parameters, as its tests do. */
export interface TableBinding {
  readonly table: string;
  readonly client?: DynamoDBDocumentClient;
}

/** Keys are written as the templates say: ElectroDB would lower-case them, and names are case-sensitive. */
export const asWritten = { casing: 'none' } as const;

/** Numbers in keys sort as text: ten digits outlast any counter here. */
export const sortablePadding = { length: 10, char: '0' } as const;

/** A record's members that are there; zod's optional members may be present and undefined, which no item can hold. */
export type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

export function present<T extends object>(record: T): Present<T> {
  const members = Object.entries(record).filter(([, value]) => value !== undefined);
  // The filter makes it so; Object.fromEntries cannot say it in its type.
  return Object.fromEntries(members) as Present<T>;
}
