import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFrame } from './build-frame.ts';
import { buildFrameFile } from './build-frame-file.ts';
import type { DatasetFiles } from './dataset-columns.ts';
import { frameDigest } from './frame-digest.ts';
import { readLabelledFrame } from './frame-file.ts';
import { frameFileDigest } from './frame-file-digest.ts';
import { DAYS } from './test-histories.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const ENTITIES = ['A', 'B', 'C', 'D', 'E'];
const schemas = {
  prices: testSchema(['v', 'w']),
  rates: testSchema(['r'], { hasEntity: false }),
  universe: testSchema(['member']),
  returns: testSchema(['y']),
};

/** Every entity on every day, and a revision of every fourth row that becomes known three days later. */
function history(columns: readonly string[], { hasEntity = true, member = false } = {}): TestRow[] {
  const entities = hasEntity ? ENTITIES : [undefined];
  return entities.flatMap((entity, which) =>
    DAYS.flatMap((day, index) => {
      const value = (revision: number) =>
        Object.fromEntries(
          columns.map((column, position) => [
            column,
            member ? Number((which + index) % 7 !== 0) : which * 0.1 + index * 1.7 + position + revision,
          ]),
        );
      const row = { ...(entity === undefined ? {} : { entity }), event: day };
      const late = new Date(Date.parse(day) + 3 * 86_400_000).toISOString();
      const revised = (which + index) % 4 === 0 ? [{ ...row, known: late, values: value(0.5) }] : [];
      return [{ ...row, known: day, values: value(0) }, ...revised];
    }),
  );
}

async function request(bench: TestBench, rowsOf = (_: string, rows: TestRow[]) => rows) {
  const dataset = (name: keyof typeof schemas, rows: TestRow[]) =>
    bench.dataset(name, rowsOf(name, rows), schemas[name], 2);
  const [prices, rates, universe, returns]: DatasetFiles[] = [
    await dataset('prices', history(['v', 'w'])),
    await dataset('rates', history(['r'], { hasEntity: false })),
    await dataset('universe', history(['member'], { member: true })),
    await dataset('returns', history(['y'])),
  ];
  return {
    decisions: DAYS.slice(1, 9),
    calendar: DAYS,
    featureLag: 1,
    asOf: instant('2020-03-12T23:59:59.999Z'),
    features: [
      { ...prices, columns: ['v', 'w'] },
      { ...rates, columns: ['r'] },
    ],
    universe,
    labels: { ...returns, column: 'y' },
  };
}

/** Rows that nobody knew by the as-of time: absurd values about the past, and days to come. */
function poisoned(_: string, rows: TestRow[]): TestRow[] {
  const garbage = rows.map((row, index) => ({
    ...row,
    known: '2020-03-13T00:00:00Z',
    values: Object.fromEntries(Object.keys(row.values).map((name) => [name, index % 2 === 0 ? 1e30 : null])),
  }));
  const distinct = new Map(garbage.map((row) => [`${row.entity}|${row.event}`, row]));
  return [...distinct.values(), ...rows].toReversed();
}

describe('buildFrameFile', () => {
  it('has the rows, the digest and the counts of buildFrame, whatever the memory allows at once', async () => {
    await using bench = await openTestBench();
    const asked = await request(bench);
    const { panel, ...counts } = await buildFrame(bench.db, asked);
    const path = join(bench.directory, 'frame.parquet');

    for (const memoryBytes of [1, 1_000, 100_000_000]) {
      const file = await buildFrameFile(bench.db, asked, { path, memoryBytes });

      expect(file).toEqual({ ...counts, path, rows: panel.rows, featureNames: panel.featureNames });
      expect(await readLabelledFrame(bench.db, path)).toEqual(panel);
      expect(await frameFileDigest(bench.db, path)).toBe(frameDigest(panel));
    }
    expect((await readdir(bench.directory)).filter((name) => name.includes('block'))).toEqual([]);
  });

  it('leaves nothing behind when a source is refused', async () => {
    await using bench = await openTestBench();
    const asked = { ...(await request(bench)), asOf: instant('2020-03-01'), decisions: DAYS.slice(0, 1) };
    const path = join(bench.directory, 'frame.parquet');

    await expect(buildFrameFile(bench.db, asked, { path })).rejects.toMatchObject({ code: 'lookahead.decision' });
    expect((await readdir(bench.directory)).filter((name) => name.startsWith('frame'))).toEqual([]);
  });
});

describe('buildFrame', () => {
  it('is the same bits on 1, 2 and 4 threads, and whatever became known after the as-of time', async () => {
    const digests = new Set<string>();
    for (const threads of [1, 2, 4]) {
      for (const rowsOf of [undefined, poisoned]) {
        await using bench = await openTestBench(threads);
        const { panel } = await buildFrame(bench.db, await request(bench, rowsOf));
        expect(panel.rows).toBeGreaterThan(20);
        digests.add(frameDigest(panel));
      }
    }

    expect(digests.size).toBe(1);
  });

  it('is the same bits from files that nobody sorted', async () => {
    await using bench = await openTestBench();
    const asked = await request(bench);
    const shuffled = join(bench.directory, 'shuffled.parquet');
    const [prices, ...others] = asked.features;
    const files = prices.files.map((file) => `'${file}'`).join(', ');
    await bench.db.run(`COPY (SELECT * FROM read_parquet([${files}]) ORDER BY hash(entity, v, event_time))
      TO '${shuffled}' (FORMAT parquet)`);

    const sorted = await buildFrame(bench.db, asked);
    const unsorted = await buildFrame(bench.db, { ...asked, features: [{ ...prices, files: [shuffled] }, ...others] });

    expect(frameDigest(unsorted.panel)).toBe(frameDigest(sorted.panel));
  });

  it('says when each label became known', async () => {
    await using bench = await openTestBench();
    const { panel } = await buildFrame(bench.db, await request(bench));
    const knownOf = (entity: string, day: string) => {
      const row = panel.entity.findIndex(
        (name, index) => name === entity && panel.decisionTime[index] === Date.parse(day),
      );
      return new Date(panel.labelKnownTime[row]).toISOString().slice(0, 10);
    };

    // (entity + day) % 4 = 0 is restated three days later: B (1) on 03-05 (3) and C (2) on 03-04 (2), not B on 03-06 (4).
    expect(knownOf('B', '2020-03-05')).toBe('2020-03-08');
    expect(knownOf('B', '2020-03-06')).toBe('2020-03-06');
    expect(knownOf('C', '2020-03-04')).toBe('2020-03-07');
  });
});
