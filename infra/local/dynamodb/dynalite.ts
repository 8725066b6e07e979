import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { AttributeValue } from 'aws-lambda';
import type { TableDescription } from './table.ts';

// dynalite has no types; this file is the only door to its modules. Its server, its store and its locks are not used:
// index and item writes of its own are not crash-atomic.

export type Item = Record<string, AttributeValue>;
export type Input = Record<string, unknown>;
export type Output = Record<string, unknown>;
export type Callback<T> = (error: unknown, value?: T) => void;

export interface ItemDb {
  lock(key: string, run: (release: <F>(callback: F) => F) => void): void;
  get(key: string, callback: Callback<Item>): void;
  put(key: string, value: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  createValueStream(range: Record<string, unknown>): Readable;
}

/** What dynalite's actions ask of a store. */
export interface ActionStore {
  readonly options: { readonly maxItemSize: number };
  getTable(
    name: string,
    checkStatus: boolean | Callback<TableDescription>,
    callback?: Callback<TableDescription>,
  ): void;
  getItemDb(table: string): ItemDb;
  getIndexDb(kind: string, table: string, index: string): ItemDb;
}

interface ActionValidation {
  readonly types: object;
  readonly custom?: (data: Input, store: ActionStore) => string | undefined;
}

const require = createRequire(import.meta.url);

const validations: {
  checkTypes(data: Input, types: object): Input;
  checkValidations(data: Input, types: object, custom: ActionValidation['custom'], store: ActionStore): void;
} = require('dynalite/validations');

export const itemKeys: {
  createKey(item: Item, table: TableDescription): string;
  getIndexActions(
    indexes: readonly object[],
    existing: Item | undefined,
    item: Item | undefined,
    table: TableDescription,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
  itemSize(item: Item): number;
  validateKey(key: Item, table: TableDescription): Error | undefined | null;
  validateItem(item: Item, table: TableDescription): Error | undefined | null;
} = require('dynalite/db');

export const ACTIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;
export type ActionName = (typeof ACTIONS)[number];

interface Action {
  readonly validation: ActionValidation;
  readonly run: (store: ActionStore, data: Input, callback: Callback<Output>) => void;
}

const actions = new Map<string, Action>(
  ACTIONS.map((name) => {
    const file = name[0]?.toLowerCase() + name.slice(1);
    return [name, { validation: require(`dynalite/validations/${file}`), run: require(`dynalite/actions/${file}`) }];
  }),
);

export const isAction = (name: string): name is ActionName => actions.has(name);

function getAction(name: ActionName): Action {
  const action = actions.get(name);
  if (action === undefined) throw new Error(`dynalite has no action ${name}`);
  return action;
}

/** Types, limits and expressions; throws DynamoDB's own messages. The copy keeps the caller's input as it is. */
export function parseInput(name: ActionName, input: Input, store: ActionStore): Input {
  const { types, custom } = getAction(name).validation;
  const data = validations.checkTypes(structuredClone(input), types);
  validations.checkValidations(data, types, custom, store);
  return data;
}

export function runAction(name: ActionName, store: ActionStore, data: Input): Promise<Output> {
  return new Promise((resolve, reject) => {
    getAction(name).run(store, data, (error, output) => (error ? reject(error) : resolve(output ?? {})));
  });
}
