import { IntegrityError } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/build-columns.ts';
import type { Column } from '../columns/column.ts';
import { type DatasetProfile, mergeProfiles, profileColumns } from './dataset-profile.ts';
import { decodeProfile, encodeProfile, readProfile, type StoredProfile, storeProfile } from './stored-profile.ts';

const SMALL = { sketchCapacity: 8, frequentCapacity: 4 };

const doubles = fc.oneof(fc.double(), fc.integer({ min: -9, max: 9 }));
const categories = fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), doubles, fc.constant(null));
const column: fc.Arbitrary<Column> = fc.oneof(
  fc.array(doubles, { maxLength: 80 }).map((values) => numericColumn(values)),
  fc.array(categories, { maxLength: 80 }).map((values) => categoricalColumn(values)),
);
const profiles: fc.Arbitrary<DatasetProfile> = fc.array(fc.tuple(fc.string(), column), { maxLength: 3 }).map((named) =>
  named
    .map(([name, each]) => profileColumns(new Map([[name, each]]), SMALL))
    .reduce(
      (left, right) => ({
        rows: left.rows + right.rows,
        columns: new Map([...left.columns, ...right.columns]),
      }),
      { rows: 0, columns: new Map() },
    ),
);

describe('decodeProfile', () => {
  it('is the profile that was encoded, and encodes to the same bytes', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const bytes = encodeProfile(profile);

        expect(decodeProfile(bytes)).toEqual(profile);
        expect(encodeProfile(decodeProfile(bytes))).toEqual(bytes);
      }),
    );
  });

  it('reads what two batches merged to', () => {
    const numbers = fc.array(doubles, { maxLength: 120 });
    const profiled = (values: number[]) => profileColumns(new Map([['x', numericColumn(values)]]), SMALL);
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const merged = mergeProfiles(profiled(a), profiled(b));

        expect(decodeProfile(encodeProfile(merged))).toEqual(merged);
      }),
    );
  });

  it('does not tell which side was merged into which', () => {
    fc.assert(
      fc.property(profiles, profiles, (a, b) => {
        const other = { rows: b.rows, columns: new Map([...b.columns].map(([name, each]) => [`b ${name}`, each])) };

        expect(encodeProfile(mergeProfiles(a, other))).toEqual(encodeProfile(mergeProfiles(other, a)));
      }),
    );
  });

  it('keeps columns of any name', () => {
    const profile = profileColumns(
      new Map([
        ['__proto__', numericColumn([1])],
        ['', numericColumn([2])],
      ]),
    );

    expect([...decodeProfile(encodeProfile(profile)).columns.keys()]).toEqual(['', '__proto__']);
  });

  it('fails for bytes that are not JSON in UTF-8', () => {
    for (const bytes of [Uint8Array.of(), Uint8Array.of(0xff), new TextEncoder().encode('{')]) {
      expect(() => decodeProfile(bytes)).toThrow(IntegrityError);
      expect(() => decodeProfile(bytes)).toThrow('not JSON in UTF-8');
    }
  });

  it('never reads changed bytes as anything but a profile or a named fault', () => {
    const bytes = encodeProfile(storedExample());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = bytes.slice();
        changed[at] = byte;
        try {
          decodeProfile(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(IntegrityError);
        }
      }),
    );
  });
});

function storedExample(): DatasetProfile {
  return profileColumns(
    new Map<string, Column>([
      ['c', numericColumn([...Array.from({ length: 30 }, (_, i) => i % 12), 0.5, null])],
      ['x', categoricalColumn([...Array.from({ length: 30 }, (_, i) => `name ${i % 12}`), true, null])],
    ]),
    SMALL,
  );
}

type Draft<T> = T extends readonly (infer I)[]
  ? Draft<I>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T;
type Change = (stored: Draft<StoredProfile>, x: Draft<StoredProfile>['columns'][number]) => void;

describe('readProfile', () => {
  const base64 = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer).toString('base64');
  const faults: Record<string, [string, Change]> = {
    'another format': ['format', (stored) => Object.assign(stored, { format: 'optaic-profile/2' })],
    'a member too many': ['whole', (stored) => Object.assign(stored, { more: 1 })],
    'a negative count': ['columns.0.counts.missing', (_, x) => (x.counts.missing = -1)],
    'a count that is too large to be exact': ['columns.0.counts.rows', (_, x) => (x.counts.rows = 2 ** 60)],
    'a column twice': ['column c is there twice', (stored, c) => stored.columns.push(structuredClone(c))],
    'more rows in a column than in all': ['more rows than the 3', (stored) => (stored.rows = 3)],
    'counts that do not sum': ['do not sum to the rows', (_, x) => x.counts.integral++],
    'values in an empty column': ['kind empty does not fit 31 values', (_, x) => (x.kind = 'empty')],
    'strings in a numeric column': ['no strings', (_, x) => Object.assign(x.counts, { integral: 29, strings: 1 })],
    'moments of other values': ['distribution is of 31 and 30 values, not of 31', (_, x) => x.moments.count--],
    'frequent items of other values': ['frequent items are of 29 values, not of 30', (_, x) => x.frequent.total--],
    'no cardinality': ['cardinality does not fit', (_, x) => (x.cardinality = '')],
    'too many registers': ['not 4096 ranks', (_, x) => (x.cardinality = Buffer.alloc(5_000, 1).toString('base64'))],
    'a rank beyond the hash': ['at most 53', (_, x) => (x.cardinality = Buffer.of(54).toString('base64'))],
    'a capacity that is odd': ['capacity of 7', (_, x) => (x.quantiles.capacity = 7)],
    'a capacity of frequent items that is none': ['capacity of 0', (_, x) => (x.frequent.capacity = 0)],
    'extremes the wrong way round': ['above the maximum', (_, x) => (x.quantiles.minimum = 99)],
    'half a value': ['no whole number of float64', (_, x) => (x.quantiles.levels[0].items = 'AAAA')],
    'items out of order': ['not ascending', (_, x) => (x.quantiles.levels[0].items = base64(2, 1))],
    'items beyond the extremes': ['not ascending', (_, x) => (x.quantiles.levels[0].items = base64(1, 99))],
    'items that are no numbers': ['not ascending', (_, x) => (x.quantiles.levels[0].items = base64(Number.NaN))],
    'a level over its capacity': [
      'over its capacity',
      (_, x) => (x.quantiles.levels[0].items = base64(...new Array<number>(8).fill(1))),
    ],
    'items that stand for too many values': ['stands for', (_, x) => (x.quantiles.levels[0].items = base64())],
    'an error of ranks that hides halvings': [
      'level 0 of the quantile sketch does not say how often',
      (_, x) => Object.assign(x.quantiles.levels[0], { keptEven: 0, keptOdd: 0 }),
    ],
    'too many frequent items': ['of at most 2', (_, x) => (x.frequent.capacity = 1)],
    'a frequent item twice': ['there twice', (_, x) => (x.frequent.items[1][0] = x.frequent.items[0][0])],
    'a frequent item without a count': ['frequent.items.0.1', (_, x) => (x.frequent.items[0][1] = 0)],
    'an error too large for what is uncounted': ['does not fit', (_, x) => (x.frequent.error = 1_000)],
    'counts that exceed the total': ['does not fit', (_, x) => (x.frequent.items[0][1] = 1_000)],
  };
  for (const [what, [message, change]] of Object.entries(faults)) {
    it(`fails for ${what}`, () => {
      const stored = structuredClone(storeProfile(storedExample()));
      change(stored, stored.columns[0]);

      expect(() => readProfile(stored)).toThrow(IntegrityError);
      expect(() => readProfile(stored)).toThrow(message);
    });
  }

  it('fails for anything else', () => {
    for (const stored of [undefined, null, 1, [], {}, 'optaic-profile/1']) {
      expect(() => readProfile(stored)).toThrow(IntegrityError);
    }
  });
});
