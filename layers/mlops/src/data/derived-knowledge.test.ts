import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable, textColumn } from './columnar-table.ts';
import { stageRows } from './stage-rows.ts';
import { STAGED } from './staged-rows.ts';
import { openTestBench, type TestBench } from './test-tables.ts';
import type { UploadFormat } from './uploaded-file.ts';

const SCHEMA: DatasetSchema = DatasetSchemaSchema.parse({
  knowledgeGrade: 'derived',
  derivation: { calendar: 'nyse', lagSessions: 1, lagMinutes: 30 },
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'known', role: 'knowledge_time', type: 'timestamp' },
    { name: 'close', role: 'value', type: 'double' },
  ],
});

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function stage(
  content: string,
  { format = 'csv', schema = SCHEMA }: { format?: UploadFormat; schema?: DatasetSchema } = {},
) {
  const path = join(bench.directory, `${randomUUID()}.${format}`);
  await writeFile(path, content);
  const issues = await stageRows(bench.db, [{ path, format }], schema);
  const table = await readTable(
    bench.db,
    `SELECT strftime(known, '%Y-%m-%dT%H:%M:%SZ') AS known FROM ${STAGED} ORDER BY "#row"`,
    [{ name: 'known', type: 'string' }],
  );
  return { issues, known: textColumn(table, 'known') };
}

describe('an upload without knowledge times', () => {
  it('gets them by the rule of its schema: one session and half an hour after the close', async () => {
    const { issues, known } = await stage(
      [
        'entity,event_time,close',
        // Christmas Eve closes at 18:00 UTC; the session after it is Thursday the 26th.
        'A,2024-12-24,1',
        'B,2024-12-24T18:00:00,2',
        // After that close it belongs to the 26th, as do Christmas Day and the 26th.
        'C,2024-12-24T18:00:01,3',
        'D,2024-12-25,4',
        'E,2024-12-26,5',
        // A Saturday in summer time.
        'F,2024-07-06,6',
        '',
      ].join('\n'),
    );

    expect(issues).toEqual([]);
    expect(known).toEqual([
      '2024-12-26T21:30:00Z',
      '2024-12-26T21:30:00Z',
      '2024-12-27T21:30:00Z',
      '2024-12-27T21:30:00Z',
      '2024-12-27T21:30:00Z',
      '2024-07-09T20:30:00Z',
    ]);
  });

  it('keeps the ones that a file has', async () => {
    const { issues, known } = await stage('entity,event_time,known,close\nA,2024-12-24,2025-01-01T00:00:00Z,1\n');

    expect(issues).toEqual([]);
    expect(known).toEqual(['2025-01-01T00:00:00Z']);
  });

  it('is refused for events that the calendar does not know, and without a rule', async () => {
    const early = await stage('entity,event_time,close\nA,1989-12-29,1\nA,2020-01-02,1\n');
    const { derivation, ...without } = SCHEMA;
    const unruled = await stage('entity,event_time,close\nA,2020-01-02,1\n', { schema: without });

    expect(early.issues).toMatchObject([
      { code: 'dataset.event_beyond_calendar', count: 1, rows: [{ row: 1, values: { entity: 'A' } }] },
    ]);
    expect(unruled.issues).toMatchObject([{ code: 'dataset.column_missing' }]);
    expect(derivation).toBeDefined();
  });

  it('reads NDJSON too, and leaves what is no time to its own issue', async () => {
    const { issues } = await stage('{"entity":"A","event_time":"soon","close":1}\n', { format: 'ndjson' });

    expect(issues).toMatchObject([{ code: 'dataset.wrong_type' }]);
  });
});
