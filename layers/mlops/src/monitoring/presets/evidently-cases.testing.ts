import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Column, type DataColumns, TaskSchema } from '../columns/index.ts';
import type { DataSets } from './data-sets.ts';

/** Cases and what Evidently 0.7.21 says of them; see make_cases.py and make_expected.py there. */
export const CASES = new URL('../../../../../test/data/monitoring-presets/', import.meta.url);

const ColumnSchema = z.strictObject({
  type: z.enum(['float', 'int', 'bool', 'object', 'datetime']),
  values: z.array(z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
const CasesSchema = z.strictObject({
  data: z.record(z.string(), z.record(z.string(), ColumnSchema)),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['report', 'suite']),
      items: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())])),
      current: z.string(),
      reference: z.string().exactOptional(),
      mapping: z
        .strictObject({
          prediction: z.array(z.string()).exactOptional(),
          task: TaskSchema.exactOptional(),
          pos_label: z.union([z.string(), z.number()]).exactOptional(),
        })
        .exactOptional(),
    }),
  ),
});

export interface EvidentlyCase {
  readonly name: string;
  readonly items: readonly (readonly [name: string, options: Readonly<Record<string, unknown>>])[];
  readonly data: DataSets;
}

export function readCases(prefix: string): EvidentlyCase[] {
  const { data, cases } = CasesSchema.parse(JSON.parse(readFileSync(new URL('cases.json', CASES), 'utf8')));
  const side = (name: string | undefined) => (name === undefined ? undefined : columnsOf(data[name] ?? {}));
  return cases
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, items, current, reference, mapping }) => ({
      name,
      items,
      data: {
        current: side(current) ?? new Map(),
        reference: side(reference),
        task: mapping?.task,
        positiveLabel: mapping?.pos_label,
        roles: { prediction: mapping?.prediction },
      },
    }));
}

export function readExpected(): Readonly<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL('expected.json', CASES), 'utf8')));
}

/** Fails at the first field that is missing, added or different; numbers agree within 1e-9 of their size. */
export function expectSameFields(actual: unknown, expected: unknown, path = '$'): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const limit = 1e-9 * Math.abs(expected) + 1e-14;
    expect(Math.abs(actual - expected), `${path}: ${actual}, not ${expected}`).toBeLessThanOrEqual(limit);
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    expect(actual.length, `${path}: length`).toBe(expected.length);
    for (const [i, each] of expected.entries()) expectSameFields(actual[i], each, `${path}[${i}]`);
  } else if (isRecord(expected) && isRecord(actual)) {
    expect(Object.keys(actual).sort(), `${path}: fields`).toEqual(Object.keys(expected).sort());
    for (const [field, each] of Object.entries(expected)) expectSameFields(actual[field], each, `${path}.${field}`);
  } else {
    expect(typeof actual === 'number' ? String(actual) : actual, path).toEqual(expected);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function columnsOf(columns: Readonly<Record<string, z.infer<typeof ColumnSchema>>>): DataColumns {
  return new Map(Object.entries(columns).map(([name, column]) => [name, columnOf(column)]));
}

function columnOf({ type, values }: z.infer<typeof ColumnSchema>): Column {
  if (type === 'bool' || type === 'object') {
    const categories = [...new Set(values.filter((value) => value !== null))];
    return {
      kind: 'categorical',
      categories,
      codes: Int32Array.from(values, (value) => (value === null ? -1 : categories.indexOf(value))),
    };
  }
  const numbers = Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
  if (type === 'datetime') return { kind: 'datetime', values: numbers };
  return { kind: 'numeric', values: numbers, isInteger: type === 'int' };
}
