import type { LedgerChange, TransactItem } from './ledger.ts';

/** The part of an ElectroDB put or create that we use. */
interface PutOperation {
  params(): unknown;
}

/** An ElectroDB put or create as an item of a transaction. */
export function putItem(operation: PutOperation): TransactItem {
  // ElectroDB types its parameters as a generic of the caller's choice.
  return { Put: operation.params() as NonNullable<TransactItem['Put']> };
}

/** A write with what its failed condition means. */
export function change(operation: PutOperation, conflict: LedgerChange['conflict']): LedgerChange {
  return { item: putItem(operation), conflict };
}

/** Writes without a condition; the conflict is never thrown. Two writes of one item are one, since a transaction takes no two. */
export function changes(operations: readonly PutOperation[]): LedgerChange[] {
  const distinct = new Map(operations.map(putItem).map((item) => [keyOf(item), item]));
  const conflict = { code: 'ledger.unexpected_condition', message: 'a write without a condition failed one' } as const;
  return [...distinct.values()].map((item) => ({ item, conflict }));
}

function keyOf({ Put }: TransactItem): string {
  return `${Put?.Item?.pk} ${Put?.Item?.sk}`;
}
