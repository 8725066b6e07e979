import { IntegrityError } from '@optaic/mlops/base';
import { z } from 'zod';
import { MAXIMUM_RANK, REGISTERS } from './cardinality-sketch.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { DatasetProfile } from './dataset-profile.ts';
import { findProfileFault } from './find-profile-fault.ts';
import type { FrequentItems } from './frequent-items.ts';
import type { QuantileSketch } from './quantile-sketch.ts';

const CountSchema = z.int().min(0);
const CategorySchema = z.union([z.string(), z.number(), z.boolean()]);

const StoredColumnSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['numeric', 'categorical', 'datetime', 'empty']),
  counts: z.strictObject({
    rows: CountSchema,
    missing: CountSchema,
    positiveInfinite: CountSchema,
    negativeInfinite: CountSchema,
    integral: CountSchema,
    fractional: CountSchema,
    strings: CountSchema,
    booleans: CountSchema,
  }),
  moments: z.strictObject({ count: CountSchema, mean: z.number(), squares: z.number().min(0).nullable() }),
  quantiles: z.strictObject({
    capacity: z.int(),
    count: CountSchema,
    minimum: z.number(),
    maximum: z.number(),
    /** Items: base64 of little-endian float64. */
    levels: z.array(z.strictObject({ items: z.base64(), keptEven: CountSchema, keptOdd: CountSchema })).max(64),
  }),
  /** 4,096 registers: base64 of a byte each; shorter by the zeros at the end. */
  cardinality: z.base64(),
  frequent: z.strictObject({
    capacity: z.int(),
    total: CountSchema,
    error: CountSchema,
    items: z.array(z.tuple([CategorySchema, z.int().min(1)])),
  }),
});
type StoredColumn = z.infer<typeof StoredColumnSchema>;

/** A profile as it is stored: JSON. */
export const StoredProfileSchema = z.strictObject({
  format: z.literal('optaic-profile/1'),
  rows: CountSchema,
  columns: z.array(StoredColumnSchema),
});
export type StoredProfile = z.infer<typeof StoredProfileSchema>;

/** The profile as plain JSON, the columns ordered by name: equal profiles give equal JSON, whichever was merged into which. */
export function storeProfile({ rows, columns }: DatasetProfile): StoredProfile {
  const named = Array.from(columns, ([name, profile]) => store(name, profile));
  return { format: 'optaic-profile/1', rows, columns: named.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/**
 * Reads what `storeProfile` wrote, trusting nothing: every relation between the numbers of a profile is checked.
 *
 * @throws {IntegrityError} `profile.corrupt`, naming the column and what is wrong.
 */
export function readProfile(stored: unknown): DatasetProfile {
  const parsed = StoredProfileSchema.safeParse(stored);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw corrupt(`${path.join('.') || 'the whole'}: ${message}`, parsed.error);
  }
  const { rows, columns: storedColumns } = parsed.data;
  const columns = new Map<string, ColumnProfile>();
  for (const column of storedColumns) {
    if (columns.has(column.name)) throw corrupt(`column ${column.name} is there twice`);
    const profile = restore(column);
    const fault = profile.counts.rows > rows ? `it has more rows than the ${rows} of all` : findProfileFault(profile);
    if (fault !== undefined) throw corrupt(`column ${column.name}: ${fault}`);
    columns.set(column.name, profile);
  }
  return { rows, columns };
}

/** The stored profile as bytes: JSON in UTF-8. */
export function encodeProfile(profile: DatasetProfile): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(storeProfile(profile)));
}

/**
 * Reads what `encodeProfile` wrote, as `readProfile` does.
 *
 * @throws {IntegrityError} `profile.corrupt`, also for bytes that are no JSON.
 */
export function decodeProfile(bytes: Uint8Array): DatasetProfile {
  let stored: unknown;
  try {
    stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw corrupt('the bytes are not JSON in UTF-8', cause);
  }
  return readProfile(stored);
}

function store(name: string, { quantiles, cardinality, frequent, ...others }: ColumnProfile): StoredColumn {
  return {
    name,
    kind: others.kind,
    counts: { ...others.counts },
    moments: { ...others.moments },
    quantiles: {
      ...quantiles,
      levels: quantiles.levels.map((level) => ({ ...level, items: encodeFloats(level.items) })),
    },
    cardinality: encodeRegisters(cardinality),
    frequent: { ...frequent, items: frequent.items.map(({ value, count }) => [value, count]) },
  };
}

function restore({ name, kind, counts, moments, ...sketches }: StoredColumn): ColumnProfile {
  const quantiles: QuantileSketch = {
    ...sketches.quantiles,
    levels: sketches.quantiles.levels.map((level) => ({ ...level, items: decodeFloats(name, level.items) })),
  };
  const frequent: FrequentItems = {
    ...sketches.frequent,
    items: sketches.frequent.items.map(([value, count]) => ({ value, count })),
  };
  return { kind, counts, moments, quantiles, cardinality: decodeRegisters(name, sketches.cardinality), frequent };
}

function encodeFloats(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * Float64Array.BYTES_PER_ELEMENT);
  for (const [i, value] of values.entries()) bytes.writeDoubleLE(value, i * Float64Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}

function decodeFloats(name: string, text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % Float64Array.BYTES_PER_ELEMENT !== 0) {
    throw corrupt(`column ${name}: ${bytes.length} bytes are no whole number of float64 values`);
  }
  const values = new Float64Array(bytes.length / Float64Array.BYTES_PER_ELEMENT);
  for (let i = 0; i < values.length; i++) values[i] = bytes.readDoubleLE(i * Float64Array.BYTES_PER_ELEMENT);
  return values;
}

function encodeRegisters(registers: Uint8Array): string {
  const used = registers.findLastIndex((rank) => rank > 0) + 1;
  return Buffer.from(registers.subarray(0, used)).toString('base64');
}

function decodeRegisters(name: string, text: string): Uint8Array {
  const used = Buffer.from(text, 'base64');
  if (used.length > REGISTERS || used.some((rank) => rank > MAXIMUM_RANK)) {
    throw corrupt(`column ${name}: the cardinality's registers are not ${REGISTERS} ranks of at most ${MAXIMUM_RANK}`);
  }
  const registers = new Uint8Array(REGISTERS);
  registers.set(used);
  return registers;
}

function corrupt(what: string, cause?: unknown): IntegrityError {
  return new IntegrityError('profile.corrupt', `the stored profile is not one: ${what}; profile the rows again`, {
    cause,
  });
}
