import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@optaic/mlops/digest';
import { type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WriteRules } from './check-rows.ts';
import { numberColumn, textColumn } from './columnar-table.ts';
import { datasetRefused } from './dataset-issue.ts';
import type { DatasetPart } from './manifest.ts';
import { readAsOf } from './read-as-of.ts';
import { instant, openTestBench, type TestBench, testSchema } from './test-tables.ts';
import type { UploadedFile, UploadFormat } from './uploaded-file.ts';
import { validateDataset, validateTable, writeAcceptedParts } from './validate-dataset.ts';

const schema: DatasetSchema = DatasetSchemaSchema.parse({
  knowledgeGrade: 'observed',
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
    { name: 'close', role: 'value', type: 'double' },
    { name: 'volume', role: 'value', type: 'double', nullable: true },
  ],
});
const rules: WriteRules = { schema, knowledgeAsOf: instant('2020-12-31'), allowBackfill: false };
const HEADER = 'entity,event_time,knowledge_time,close,volume';
const GOOD = 'A,2020-01-02,2020-01-02T21:00:00Z,1.5,100';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function upload(content: string | Uint8Array, format: UploadFormat = 'csv'): Promise<UploadedFile> {
  const path = join(bench.directory, `${randomUUID()}.${format}`);
  await writeFile(path, content);
  return { path, format };
}

const csv = (...rows: string[]) => upload([HEADER, ...rows, ''].join('\n'));

async function parquet(select: string): Promise<UploadedFile> {
  const path = join(bench.directory, `${randomUUID()}.parquet`);
  await bench.db.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  return { path, format: 'parquet' };
}

async function issuesOf(files: readonly UploadedFile[], overrides: Partial<WriteRules> = {}) {
  const validation = await validateDataset(bench.db, files, { ...rules, ...overrides });
  return validation.accepted ? [] : validation.issues;
}

describe('validateDataset', () => {
  it('takes good rows and says what they are', async () => {
    const validation = await validateDataset(
      bench.db,
      [await csv(GOOD, 'B,2020-01-02,2020-01-03T00:00:00+02:00,2,'), await csv('A,2020-01-03,2020-01-03,3,1e3')],
      rules,
    );

    expect(validation).toEqual({
      accepted: true,
      facts: {
        rows: 3,
        rowsBeforeHighWater: 0,
        minEventTime: '2020-01-02T00:00:00.000Z',
        maxEventTime: '2020-01-03T00:00:00.000Z',
        minKnowledgeTime: '2020-01-02T21:00:00.000Z',
        // An offset counts: midnight at +02:00 is 22:00 of the day before, UTC.
        maxKnowledgeTime: '2020-01-03T00:00:00.000Z',
      },
    });
  });

  it.each([
    [
      'CSV with BOM, quotes and CRLF',
      `\uFEFF${HEADER.replace('close', '"close"')}\r\n"A","2020-01-02","2020-01-02T21:00:00Z","1.5",\r\n`,
      'csv',
    ],
    [
      'NDJSON',
      '{"entity":"A","event_time":"2020-01-02","knowledge_time":"2020-01-02T21:00:00Z","close":1.5,"volume":null}\n',
      'ndjson',
    ],
  ] as const)('reads %s', async (_, content, format) => {
    const file = await upload(content, format);
    expect(await validateDataset(bench.db, [file], rules)).toMatchObject({ accepted: true, facts: { rows: 1 } });

    const [{ path = '' } = {}] = await writeAcceptedParts(bench.db, schema, bench.directory);
    const table = await readAsOf(bench.db, { name: 'written', files: [path], schema, asOf: rules.knowledgeAsOf });

    expect(textColumn(table, 'entity')).toEqual(['A']);
    expect([...numberColumn(table, 'close'), ...numberColumn(table, 'volume')]).toEqual([1.5, Number.NaN]);
    expect([...numberColumn(table, 'knowledge_time')]).toEqual([Date.parse('2020-01-02T21:00:00Z')]);
  });

  describe('of times', () => {
    const HALF = 'A,2020-01-02,2020-01-02T21:00:00,1,';

    it('takes offsets that differ, as summer time makes them', async () => {
      const file = await csv('A,2020-03-06,2020-03-06 16:00:00-05:00,1,', 'A,2020-03-09,2020-03-09 16:00:00-04,1,');

      expect(await validateDataset(bench.db, [file], rules)).toMatchObject({
        accepted: true,
        facts: { minKnowledgeTime: '2020-03-06T21:00:00.000Z', maxKnowledgeTime: '2020-03-09T20:00:00.000Z' },
      });
    });

    it.each([
      ['a bare time', '2020-01-03T21:00:00', '2020-01-02T21:00:00Z'],
      ['a bare date', '2020-01-03', '2020-01-02T21:00:00+02:00'],
      ['a bare time with a zone by name', '2020-01-03 21:00', '2020-01-02 21:00:00 America/New_York'],
    ])('refuses %s among times with an offset', async (_, without, zoned) => {
      const rows = Array.from({ length: 12 }, (_, index) => `B${index},2020-01-02,${without},1,`);
      const [issue, ...more] = await issuesOf([await csv(`A,2020-01-02,${zoned},1,`, ...rows)]);

      expect(more).toEqual([]);
      expect(issue).toMatchObject({ code: 'dataset.mixed_time_zones', count: 12 });
      expect(issue?.rows).toHaveLength(10);
      expect(issue?.rows[0]).toEqual({ file: 1, row: 2, values: { knowledge_time: without } });
    });

    it('takes none of them in one file and all of them in another', async () => {
      expect(await issuesOf([await csv(HALF), await csv(GOOD.replace('A', 'B'))])).toEqual([]);
    });
  });

  it('reads Parquet with zoned times, whole numbers and NaN for missing', async () => {
    const file = await parquet(`SELECT 'A' AS entity, DATE '2020-01-02' AS event_time,
      TIMESTAMPTZ '2020-01-02 23:00:00+02' AS knowledge_time, 7 AS close, 'nan'::DOUBLE AS volume`);
    expect(await validateDataset(bench.db, [file], rules)).toMatchObject({ accepted: true });

    const [{ path = '' } = {}] = await writeAcceptedParts(bench.db, schema, bench.directory);
    const table = await readAsOf(bench.db, { name: 'written', files: [path], schema, asOf: rules.knowledgeAsOf });
    expect([...numberColumn(table, 'knowledge_time')]).toEqual([Date.parse('2020-01-02T21:00:00Z')]);
    expect([...numberColumn(table, 'close')]).toEqual([7]);
  });

  it.each([
    ['dataset.wrong_type', ['A,2020-01-02,2020-01-02,abc,'], { close: 'abc' }],
    ['dataset.wrong_type', ['A,2020-02-30,2020-03-02,1,'], { event_time: '2020-02-30' }],
    ['dataset.wrong_type', ['A,infinity,2020-01-02,1,'], { event_time: 'infinity' }],
    ['dataset.key_missing', [',2020-01-02,2020-01-02,1,'], { entity: null }],
    ['dataset.key_missing', ['A,2020-01-02,,1,'], { knowledge_time: null }],
    ['dataset.value_missing', ['A,2020-01-02,2020-01-02,,1'], { close: null }],
    ['dataset.not_finite', ['A,2020-01-02,2020-01-02,nan,1'], { close: 'nan' }],
    ['dataset.not_finite', ['A,2020-01-02,2020-01-02,1,inf'], { volume: 'inf' }],
    [
      'dataset.time_too_precise',
      ['A,2020-01-02,2020-01-02T21:00:00.0001Z,1,'],
      { knowledge_time: '2020-01-02 21:00:00.0001' },
    ],
    ['dataset.knowledge_before_event', ['A,2020-01-02,2020-01-01,1,'], { event_time: '2020-01-02 00:00:00' }],
    ['dataset.knowledge_after_write', ['A,2020-01-02,2021-01-01,1,'], { knowledge_time: '2021-01-01 00:00:00' }],
    ['dataset.duplicate_key', [GOOD], { entity: 'A' }],
  ])('refuses with %s, naming the row', async (code, rows, values) => {
    const issues = await issuesOf([await csv(GOOD), await csv(...rows)]);

    expect(issues).toMatchObject([{ code, count: 1, rows: [{ file: 2, row: 1, values }] }]);
    expect(issues[0]?.message).toMatch(/file 2, row 1/);
  });

  it('counts all offending rows and shows the first ten', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => `A${index},2020-01-02,2020-01-01T00:00:00Z,1,`);
    const [issue] = await issuesOf([await csv(GOOD, ...rows)]);

    expect(issue).toMatchObject({ code: 'dataset.knowledge_before_event', count: 25 });
    expect(issue?.rows.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('lets a scheduled dataset know rows before their event', async () => {
    const file = await csv('A,2020-01-02,2020-01-01,1,');

    expect(await issuesOf([file], { schema: { ...schema, scheduled: true } })).toEqual([]);
  });

  it.each([
    ['dataset.column_missing', 'entity,event_time,knowledge_time,volume\nA,2020-01-02,2020-01-02,1\n', '"close"'],
    ['dataset.column_unknown', `${HEADER},extra\n${GOOD},1\n`, '"extra"'],
    ['dataset.column_missing', `${HEADER.replace('close', 'Close')}\n${GOOD}\n`, '"close"'],
    ['dataset.column_repeated', `${HEADER},"close"\n${GOOD},1\n`, '"close"'],
    ['dataset.file_empty', '', 'file 1'],
    ['dataset.file_empty', `${HEADER}\n`, 'file 1'],
    ['dataset.file_unreadable', `${HEADER}\n${GOOD},too,many\n`, 'file 1'],
    ['dataset.file_unreadable', `${HEADER}\n"A"B,2020-01-02,2020-01-02,1,1\n`, 'quote'],
    ['dataset.file_unreadable', `${HEADER}\n"A,2020-01-02,2020-01-02,1,1\n`, 'quote'],
    ['dataset.column_unknown', `${HEADER},../../etc/passwd\n${GOOD},1\n`, '../../etc/passwd'],
    ['dataset.column_unknown', `${HEADER},"a\0b"\n${GOOD},1\n`, 'not in the schema'],
    ['dataset.text_with_nul', `${HEADER}\nA\0B,2020-01-02,2020-01-02,1,1\n`, '"entity"'],
  ])('refuses a CSV with %s', async (code, content, named) => {
    const [issue] = await issuesOf([await upload(content)]);

    expect(issue?.code).toBe(code);
    expect(issue?.message).toContain(named);
  });

  it('names the lines of a CSV that break its form', async () => {
    const [issue] = await issuesOf([await csv('"A"B,2020-01-02,2020-01-02,1,1', GOOD, 'A,2020-01-03,2020-01-03,1')]);

    expect(issue).toMatchObject({ code: 'dataset.file_unreadable', count: 2 });
    expect(issue?.rows.map(({ row, values }) => [row, values.line])).toEqual([
      [1, '"A"B,2020-01-02,2020-01-02,1,1'],
      [3, 'A,2020-01-03,2020-01-03,1'],
    ]);
  });

  it.each([
    ['dataset.column_missing', '{"entity":"A"}\n'],
    ['dataset.file_unreadable', '{"entity":"A",\n'],
    ['dataset.file_empty', '\n'],
  ])('refuses NDJSON with %s', async (code, content) => {
    expect((await issuesOf([await upload(content, 'ndjson')]))[0]?.code).toBe(code);
  });

  it.each(['csv', 'ndjson', 'parquet'] as const)('refuses %s with 10,000 columns, naming the limit', async (format) => {
    const names = Array.from({ length: 10_000 }, (_, index) => `column_${index}`);
    const file =
      format === 'parquet'
        ? await parquet(`SELECT ${names.map((name) => `1.0 AS ${name}`).join(', ')}`)
        : await upload(
            format === 'csv'
              ? `${names.join(',')}\n${names.map(() => '1').join(',')}\n`
              : `{${names.map((name) => `"${name}":1`).join(',')}}\n`,
            format,
          );

    expect(await issuesOf([file])).toMatchObject([
      { code: 'dataset.too_many_columns', message: expect.stringMatching(/10000 columns; the limit is 2000/) },
    ]);
  });

  it('takes rows of many columns, from several files', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `v${index}`);
    const wide = testSchema(names);
    const file = (entity: string, value: string) =>
      upload(
        `entity,event_time,knowledge_time,${names.join(',')}\n${entity},2020-01-02,2020-01-02,${names.map(() => value).join(',')}\n`,
      );

    const validation = await validateDataset(bench.db, [await file('B', '1'), await file('A', '2')], {
      ...rules,
      schema: wide,
    });

    expect(validation).toMatchObject({ accepted: true, facts: { rows: 2 } });
    const [{ path = '', rows = 0 } = {}] = await writeAcceptedParts(bench.db, wide, bench.directory);
    const table = await readAsOf(bench.db, { name: 'wide', files: [path], schema: wide, asOf: rules.knowledgeAsOf });
    expect(rows).toBe(2);
    expect([...numberColumn(table, 'v399')]).toEqual([2, 1]);
    expect(await issuesOf([await file('B', '1'), await file('A', 'abc')], { schema: wide })).toHaveLength(400);
    expect(await issuesOf([await file('A', '1'), await file('A', '1')], { schema: wide })).toMatchObject([
      { code: 'dataset.duplicate_key', rows: [{ file: 2, row: 1 }] },
    ]);
  });

  it('refuses a Parquet file that was cut short, and one that is none', async () => {
    const whole =
      await parquet(`SELECT 'A' AS entity, DATE '2020-01-02' AS event_time, DATE '2020-01-02' AS knowledge_time,
      1.0::DOUBLE AS close, 1.0::DOUBLE AS volume FROM range(1000)`);
    const bytes = await readFile(whole.path);

    for (const content of [bytes.subarray(0, bytes.length - 20), 'not parquet at all']) {
      expect((await issuesOf([await upload(content, 'parquet')]))[0]?.code).toBe('dataset.file_unreadable');
    }
  });

  it('refuses Parquet columns of another type and Parquet without rows', async () => {
    const select = `SELECT 'A' AS entity, DATE '2020-01-02' AS event_time, '2020-01-02' AS knowledge_time, 1.0 AS close, 1 AS volume`;
    const typed = select.replace("'2020-01-02' AS knowledge", "DATE '2020-01-02' AS knowledge");

    expect(await issuesOf([await parquet(select)])).toMatchObject([
      { code: 'dataset.wrong_type', message: expect.stringContaining('"knowledge_time" as VARCHAR') },
    ]);
    expect((await issuesOf([await parquet(`${typed} WHERE false`)]))[0]?.code).toBe('dataset.file_empty');
  });

  describe('on top of a version', () => {
    const stored = [{ entity: 'A', event: '2020-01-02', known: '2020-06-01', values: { close: 1, volume: 1 } }];
    const part: DatasetPart = {
      key: 'part',
      sha256: sha256Hex(new Uint8Array()),
      bytes: 1,
      rows: 1,
      minEventTime: instant('2020-01-02'),
      maxEventTime: instant('2020-01-02'),
      minKnowledgeTime: instant('2020-06-01'),
      maxKnowledgeTime: instant('2020-06-01'),
    };
    const later: DatasetPart = { ...part, minEventTime: instant('2020-01-09'), maxEventTime: instant('2020-01-09') };
    const base = async (read: DatasetPart[] = []) => {
      const { files } = await bench.dataset('stored', stored, schema);
      return {
        highWaterMark: instant('2020-06-01'),
        parts: [part, later],
        files: async (parts: readonly DatasetPart[]) => {
          read.push(...parts);
          return files;
        },
      };
    };

    it('refuses rows before the high-water mark, unless they are a backfill', async () => {
      const file = await csv('A,2020-01-03,2020-05-31,1,', 'A,2020-01-03,2020-06-01,1,', 'A,2020-01-03,2020-06-02,1,');
      const overrides = { base: await base() };

      expect(await issuesOf([file], overrides)).toMatchObject([{ code: 'dataset.rows_before_high_water', count: 1 }]);
      expect(await validateDataset(bench.db, [file], { ...rules, ...overrides, allowBackfill: true })).toMatchObject({
        accepted: true,
        facts: { rowsBeforeHighWater: 1 },
      });
    });

    it('refuses the key of a stored row and takes its later revision', async () => {
      const overrides = { base: await base() };

      expect(await issuesOf([await csv('A,2020-01-02,2020-06-01,9,')], overrides)).toMatchObject([
        { code: 'dataset.duplicate_key', count: 1 },
      ]);
      expect(await issuesOf([await csv('A,2020-01-02,2020-06-02,9,')], overrides)).toEqual([]);
    });

    it('reads only stored parts whose times a new row meets, and none for rows known later', async () => {
      const read: DatasetPart[] = [];
      const overrides = { base: await base(read), allowBackfill: true };

      await issuesOf([await csv('A,2020-01-03,2020-06-02,9,', 'A,2020-01-04,2020-05-30,9,')], overrides);
      expect(read).toEqual([]);
      await issuesOf([await csv('A,2020-01-01,2020-05-01,9,', 'B,2020-01-03,2020-06-01,9,')], overrides);
      expect(read).toEqual([part]);
    });
  });
});

describe('validateTable', () => {
  it('judges rows in memory by the same rules', async () => {
    const macro = testSchema(['r'], { hasEntity: false });
    const times = Float64Array.of(Date.parse('2020-01-02'), Date.parse('2020-01-02'));
    const columns = new Map<string, Float64Array>([
      ['event_time', times],
      ['knowledge_time', times],
      ['r', Float64Array.of(1, Number.POSITIVE_INFINITY)],
    ]);

    const validation = await validateTable(bench.db, { rows: 2, columns }, { ...rules, schema: macro });

    expect(validation).toMatchObject({
      accepted: false,
      issues: [{ code: 'dataset.not_finite' }, { code: 'dataset.duplicate_key', rows: [{ row: 2 }] }],
    });
  });
});

describe('datasetRefused', () => {
  it('has the first code, a short message and every issue in its details', async () => {
    const issues = await issuesOf([await csv(`${'x'.repeat(2_000)},2020-01-02,2020-01-01,inf,`)]);
    const error = datasetRefused('prices', issues);

    expect(error).toMatchObject({ name: 'InvalidInputError', code: 'dataset.not_finite', details: { issues } });
    expect(error.message.length).toBeLessThanOrEqual(400);
    expect(error.message).toContain('dataset "prices"');
  });
});
