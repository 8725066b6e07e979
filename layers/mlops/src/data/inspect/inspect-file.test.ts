import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CalendarDateSchema } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nyse } from '../calendar/index.ts';
import { instant, openTestBench, type TestBench } from '../test-tables.ts';
import type { UploadFormat } from '../uploaded-file.ts';
import { type FileInspection, inspectFile } from './inspect-file.ts';

const NOW = instant('2024-01-01');

describe('inspectFile', () => {
  let bench: TestBench;
  let written = 0;

  beforeAll(async () => {
    bench = await openTestBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  async function inspect(text: string | Buffer, format: UploadFormat = 'csv') {
    const path = join(bench.directory, `inspected-${written++}.${format}`);
    await writeFile(path, text);
    return inspectFile(bench.db, { path, format }, { now: NOW });
  }

  const rolesOf = ({ columns }: FileInspection) =>
    Object.fromEntries(columns.filter(({ role }) => role !== 'value').map(({ name, role }) => [role, name]));
  const codesOf = ({ findings }: FileInspection) => findings.map(({ code }) => code);
  const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`;

  /** Fundamentals of two companies, each published some weeks after its quarter, one figure restated. */
  const FUNDAMENTALS = lines(
    'permno,datadate,rdq,sales',
    '10107,2019-12-31,2020-01-29,36906',
    '10107,2020-03-31,2020-04-29,35021',
    '10107,2020-03-31,2020-07-22,35020',
    '10107,2020-06-30,2020-07-22,38033',
    '14593,2019-12-31,2020-01-28,91819',
    '14593,2020-03-31,2020-04-30,58313',
  );

  it('takes a file with observed knowledge times as grade A', async () => {
    const inspection = await inspect(FUNDAMENTALS);

    expect(rolesOf(inspection)).toEqual({ entity: 'permno', event_time: 'datadate', knowledge_time: 'rdq' });
    expect(inspection).toMatchObject({
      rows: 6,
      findings: [],
      key: { columns: ['permno', 'datadate', 'rdq'], duplicates: 0, revisions: 1 },
      knowledge: { grade: 'A', knowledgeGrade: 'observed' },
      rhythm: { every: 'quarterly' },
    });
    expect(inspection.schema).toEqual({
      columns: [
        { name: 'permno', role: 'entity', type: 'string', nullable: false },
        { name: 'datadate', role: 'event_time', type: 'timestamp', nullable: false },
        { name: 'rdq', role: 'knowledge_time', type: 'timestamp', nullable: false },
        { name: 'sales', role: 'value', type: 'double', nullable: false },
      ],
      knowledgeGrade: 'observed',
      scheduled: false,
      updateFrequency: { every: 'quarterly', calendar: 'weekdays', graceDays: 1 },
    });
  });

  it('tells ranges, missing shares and distinct values', async () => {
    const { columns } = await inspect(
      lines(
        'ticker,date,known_at,close,sector',
        'A,2020-01-02,2020-01-03,1.5,x',
        'B,2020-01-03,2020-01-09,,y',
        'A,2020-01-06,2020-01-08,-2,x',
      ),
    );

    expect(columns.find(({ name }) => name === 'close')).toMatchObject({
      type: 'double',
      role: 'value',
      present: 2,
      missing: 1,
      missingShare: 1 / 3,
      minimum: -2,
      maximum: 1.5,
    });
    expect(columns.find(({ name }) => name === 'date')).toMatchObject({
      type: 'timestamp',
      minimum: '2020-01-02T00:00:00.000Z',
      maximum: '2020-01-06T00:00:00.000Z',
    });
    expect(columns.find(({ name }) => name === 'sector')).toMatchObject({ type: 'string', distinct: 2, minimum: 'x' });
  });

  it('warns of a ticker as the entity', async () => {
    const inspection = await inspect(
      lines('ticker,date,known_at,close', 'A,2020-01-02,2020-01-03,1', 'A,2020-01-03,2020-01-09,2'),
    );

    expect(codesOf(inspection)).toEqual(['inspect.entity_not_permanent']);
    expect(inspection.findings[0]?.refuses).toBe(false);
  });

  it('reads a BOM, quotes, CRLF and doubled quotes', async () => {
    const inspection = await inspect(
      '\uFEFF"entity","event_time","knowledge_time","close"\r\n"A, ""one""",2020-01-02,2020-01-05,"1.5"\r\n"B",2020-01-02,2020-01-03,2\r\n',
    );

    expect(rolesOf(inspection)).toEqual({
      entity: 'entity',
      event_time: 'event_time',
      knowledge_time: 'knowledge_time',
    });
    expect([inspection.findings, inspection.columns[0]?.minimum]).toEqual([[], 'A, "one"']);
  });

  it('finds the parts of columns whose names say nothing', async () => {
    const inspection = await inspect(
      lines(
        'a,b,c,d',
        'x,2020-01-02,2020-01-05,1',
        'y,2020-01-02,2020-01-09,2',
        'x,2020-01-03,2020-01-05,3',
        'y,2020-01-03,2020-01-09,4',
      ),
    );

    expect(rolesOf(inspection)).toEqual({ entity: 'a', event_time: 'b', knowledge_time: 'c' });
    expect(inspection.columns[0]?.because).toMatch(/^its content/);
  });

  it('needs no entity for a series of one thing', async () => {
    const inspection = await inspect(
      lines('date,vintage,cpi', '2020-01-01,2020-02-13,1', '2020-02-01,2020-03-11,2', '2020-01-01,2020-03-11,3'),
    );

    expect(rolesOf(inspection)).toEqual({ event_time: 'date', knowledge_time: 'vintage' });
    expect([codesOf(inspection), inspection.key.revisions]).toEqual([[], 1]);
  });

  it('asks for an entity where rows share their times', async () => {
    const inspection = await inspect(
      lines('date,known_at,close', '2020-01-02,2020-01-03,1', '2020-01-02,2020-01-03,2'),
    );

    expect(codesOf(inspection)).toContain('inspect.entity_missing');
  });

  it.each([
    ['02.01.2020', '31.01.2020', 'DD.MM.YYYY'],
    ['01/02/2020', '01/31/2020', 'MM/DD/YYYY'],
    ['02/01/2020', '31/01/2020', 'DD/MM/YYYY'],
    ['20200102', '20200131', 'YYYYMMDD'],
    ['02-Jan-2020', '31-Jan-2020', 'DD-Mon-YYYY'],
    ['"Jan 2, 2020"', '"Jan 31, 2020"', 'Mon DD, YYYY'],
  ])('recognises the dates %s and %s, and says how to write them', async (first, last, shape) => {
    const inspection = await inspect(lines('entity,date,close', `A,${first},1`, `A,${last},2`));

    expect(inspection.columns[1]).toMatchObject({
      role: 'event_time',
      dateShape: shape,
      minimum: '2020-01-02T00:00:00.000Z',
      maximum: '2020-01-31T00:00:00.000Z',
    });
    expect(codesOf(inspection)).toContain('inspect.date_shape');
  });

  it('does not guess which of day and month comes first', async () => {
    const inspection = await inspect(lines('entity,date,close', 'A,01/02/2020,1', 'A,03/04/2020,2'));

    expect(codesOf(inspection)).toContain('inspect.date_ambiguous');
  });

  const sessions = nyse.sessions(CalendarDateSchema.parse('2019-01-02'), CalendarDateSchema.parse('2019-06-28'));
  const daily = (row: (day: string, index: number) => string, header: string) => lines(header, ...sessions.map(row));

  it('suggests the session close as the rule of daily data without knowledge times: grade B', async () => {
    const inspection = await inspect(daily((day, index) => `A,${day},${index}`, 'isin,date,close'));

    expect(inspection.knowledge).toMatchObject({
      grade: 'B',
      knowledgeGrade: 'derived',
      derivation: { calendar: 'nyse', lagSessions: 0, lagMinutes: 15 },
    });
    expect(inspection.rhythm).toEqual({ every: 'daily', calendar: 'nyse', isTimed: false });
    expect(codesOf(inspection)).toContain('inspect.knowledge_time_missing');
    expect(inspection.schema?.columns.map(({ role }) => role)).toEqual([
      'entity',
      'event_time',
      'value',
      'knowledge_time',
    ]);
  });

  it('has no rule for monthly data without knowledge times: grade C', async () => {
    const months = Array.from({ length: 12 }, (_, month) => `2019-${String(month + 1).padStart(2, '0')}-01,${month}`);
    const inspection = await inspect(lines('date,cpi', ...months));

    expect(inspection.knowledge).toMatchObject({ grade: 'C', rule: 'assumed: known 45 days after date' });
    expect(inspection.findings.find(({ code }) => code === 'inspect.knowledge_time_missing')?.next).toContain(
      'times of publication',
    );
  });

  it.each([
    ['a constant lag', (day: string) => `A,${day},${day}T22:00:00Z,1`, 'B'],
    ['one time for all', (day: string) => `A,${day},2020-01-01,1`, 'C'],
  ])('sees that knowledge times with %s were not observed', async (_what, row, grade) => {
    const inspection = await inspect(daily(row, 'isin,date,known_at,close'));

    expect(inspection.knowledge?.grade).toBe(grade);
  });

  it('counts repeated keys and shows them', async () => {
    const inspection = await inspect(
      lines(
        'entity,date,known_at,close',
        'A,2020-01-02,2020-01-03,1',
        'A,2020-01-02,2020-01-03,2',
        'A,2020-01-03,2020-01-07,3',
      ),
    );

    expect(inspection.key).toMatchObject({
      duplicates: 1,
      examples: [{ entity: 'A', date: '2020-01-02T00:00:00.000Z', known_at: '2020-01-03T00:00:00.000Z' }],
    });
    expect(codesOf(inspection)).toEqual(expect.arrayContaining(['inspect.key_repeated', 'dataset.duplicate_key']));
  });

  it('says what an upload would be refused for, with its rows', async () => {
    const inspection = await inspect(
      lines(
        'entity,date,known_at,close',
        'A,2020-01-02,2020-01-01,1',
        'A,2020-01-03,2020-01-07,3',
        'A,2020-01-04,2099-01-07,3',
      ),
    );

    expect(codesOf(inspection)).toEqual(['dataset.knowledge_before_event', 'dataset.knowledge_after_write']);
    expect(inspection.findings[0]?.rows?.[0]).toMatchObject({ row: 1, values: { date: '2020-01-02 00:00:00' } });
  });

  it('names words that stand for missing values, and values of another type', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, day) => `A,2020-01-${String(day + 1).padStart(2, '0')},${day % 10 === 0 ? 'NA' : day}`,
    );
    const inspection = await inspect(lines('entity,date,close', ...rows, 'A,2020-02-01,twelve'));

    expect(inspection.columns[2]).toMatchObject({ type: 'double', placeholders: 3, unreadable: 1, missing: 3 });
    expect(inspection.findings.find(({ code }) => code === 'inspect.value_unreadable')?.message).toContain('"twelve"');
    expect(codesOf(inspection)).toContain('inspect.missing_word');
  });

  it('says when another character parts the columns', async () => {
    const inspection = await inspect(lines('entity;date;close', 'A;2020-01-02;1'));

    expect(codesOf(inspection)).toContain('inspect.delimiter');
    expect(inspection.schema).toBeUndefined();
  });

  it('asks for a name that a schema takes', async () => {
    const inspection = await inspect(lines('entity,date,known_at,close price', 'A,2020-01-02,2020-01-03,1'));

    expect(codesOf(inspection)).toContain('inspect.column_name');
    expect(inspection.schema).toBeUndefined();
  });

  it('sees a column for each instrument', async () => {
    const inspection = await inspect(daily((day, index) => `${day},${index},${index},${index}`, 'Date,AAPL,BRK.B,XOM'));

    expect(codesOf(inspection)).toContain('inspect.wide_table');
  });

  it('asks for an event time', async () => {
    const inspection = await inspect(lines('entity,close', 'A,1', 'B,2'));

    expect(codesOf(inspection)).toEqual(['inspect.event_time_missing']);
    expect(inspection.knowledge).toBeUndefined();
  });

  it('reads NDJSON', async () => {
    const rows = [
      { entity: 'A', event_time: '2020-01-02', knowledge_time: '2020-01-05', close: 1 },
      { entity: 'A', event_time: '2020-01-03', knowledge_time: '2020-01-04', close: null },
    ];
    const inspection = await inspect(lines(...rows.map((row) => JSON.stringify(row))), 'ndjson');

    expect([inspection.findings, inspection.schema?.columns.find(({ name }) => name === 'close')]).toEqual([
      [],
      { name: 'close', role: 'value', type: 'double', nullable: true },
    ]);
  });

  async function parquet(sql: string): Promise<FileInspection> {
    const path = join(bench.directory, `inspected-${written++}.parquet`);
    await bench.db.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
    return inspectFile(bench.db, { path, format: 'parquet' }, { now: NOW });
  }

  it('reads Parquet by its types', async () => {
    const inspection = await parquet(
      `SELECT 'A' AS entity, DATE '2020-01-02' + i::INTEGER AS "date", TIMESTAMP '2020-01-03' + INTERVAL (i * i) DAY AS known_at, i AS "close" FROM range(9) t(i)`,
    );

    expect(inspection.columns.map(({ storedType, type, role }) => [storedType, type, role])).toEqual([
      ['VARCHAR', 'string', 'entity'],
      ['DATE', 'timestamp', 'event_time'],
      ['TIMESTAMP', 'timestamp', 'knowledge_time'],
      ['BIGINT', 'double', 'value'],
    ]);
    expect(inspection.findings).toEqual([]);
  });

  it('says which stored types an upload refuses', async () => {
    const inspection = await parquet(
      `SELECT 10107 + i AS permno, '2020-01-0' || (1 + i) AS "date", 1.0 AS "close" FROM range(9) t(i)`,
    );

    const refused = inspection.findings.filter(({ code }) => code === 'inspect.stored_type');
    expect(refused.map(({ message }) => message)).toEqual([
      'column "permno" is stored as BIGINT; it should be text',
      'column "date" is stored as VARCHAR; it should be a date or timestamp',
    ]);
  });

  it.each([
    ['an empty file', '', 'csv', 'dataset.file_empty'],
    ['a header alone', 'entity,date\n', 'csv', 'dataset.file_empty'],
    ['a column without a name, as an index has', ',date,close\n0,2020-01-02,1\n', 'csv', 'dataset.column_unnamed'],
    ['a name that stands twice', 'date,close,Close\n2020-01-02,1,1\n', 'csv', 'dataset.column_repeated'],
    [
      'rows that are not as long as the header',
      'date,close\n2020-01-02,1\n2020-01-03,1,2,3\n',
      'csv',
      'dataset.file_unreadable',
    ],
    ['a Parquet file cut short', 'PAR1....', 'parquet', 'dataset.file_unreadable'],
    [
      '10,000 columns',
      `${Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')}\n`,
      'csv',
      'dataset.too_many_columns',
    ],
  ] as const)('refuses %s', async (_what, text, format, code) => {
    await expect(inspect(text, format)).rejects.toMatchObject({ name: 'InvalidInputError', code });
  });
});
