import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instant, parseAsOf, Sha256Schema } from '@optaic/mlops/base';
import { DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { array, assert, boolean, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from './duckdb.ts';
import { latestEvent, latestEventBounds } from './latest-event.ts';
import { type DatasetPart, instantAt } from './manifest.ts';

const SCHEMA = DatasetSchemaSchema.parse({
  columns: [
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    { name: 'value', role: 'value', type: 'double' },
  ],
  knowledgeGrade: 'observed',
});

interface Row {
  readonly event: number;
  readonly knowledge: number;
}

function partOf(rows: readonly Row[]): DatasetPart {
  const events = rows.map(({ event }) => event);
  const knowledge = rows.map((row) => row.knowledge);
  return {
    key: 'part',
    sha256: Sha256Schema.parse('a'.repeat(64)),
    bytes: 1,
    rows: rows.length,
    minEventTime: instantAt(Math.min(...events)),
    maxEventTime: instantAt(Math.max(...events)),
    minKnowledgeTime: instantAt(Math.min(...knowledge)),
    maxKnowledgeTime: instantAt(Math.max(...knowledge)),
  };
}

const newest = (rows: readonly Row[], asOf: number): Instant | undefined => {
  const known = rows.filter(({ knowledge }) => knowledge <= asOf).map(({ event }) => event);
  return known.length === 0 ? undefined : instantAt(Math.max(...known));
};

describe('latestEventBounds', () => {
  it('bounds the newest event known, tightly where no part is left undecided', () => {
    const day = integer({ min: 0, max: 20 });
    const row = tuple(day, day).map(([event, lag]) => ({ event, knowledge: event + lag }));
    assert(
      property(
        array(array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        integer({ min: 0, max: 45 }),
        boolean(),
        (parts, asOf, scheduled) => {
          const truth = newest(parts.flat(), asOf) ?? '';
          const {
            atLeast = '',
            atMost = '',
            undecided,
          } = latestEventBounds(parts.map(partOf), instantAt(asOf), scheduled);

          expect(atLeast <= truth && truth <= atMost).toBe(true);
          if (undecided.length === 0) expect([atLeast, atMost]).toEqual([truth, truth]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('latestEvent', () => {
  it('is the newest event of the rows known, whatever is known later, and undefined before the first', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'latest-event-'));
    const db = await openDuckDb({ directory, memoryLimit: '256MiB' });
    try {
      const path = join(directory, 'rows.parquet');
      await db.run(`COPY (SELECT * FROM (VALUES
        (TIMESTAMP '2020-01-02', TIMESTAMP '2020-01-02 21:00:00', 1.0),
        (TIMESTAMP '2020-01-03', TIMESTAMP '2020-01-09 21:00:00', 2.0),
        (TIMESTAMP '2020-01-02', TIMESTAMP '2020-01-10 21:00:00', 3.0)
      ) AS rows (event_time, knowledge_time, value)) TO '${path}' (FORMAT parquet)`);
      const asOf = (date: string) => latestEvent(db, { files: [path], schema: SCHEMA, asOf: parseAsOf(date) });

      expect(await asOf('2020-01-01')).toBeUndefined();
      expect(await asOf('2020-01-08')).toBe('2020-01-02T00:00:00.000Z');
      expect(await asOf('2020-01-31')).toBe('2020-01-03T00:00:00.000Z');
    } finally {
      db.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
