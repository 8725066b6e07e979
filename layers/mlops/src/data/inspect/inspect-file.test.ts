import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, lines, openTestInspector, rolesOf, type TestInspector } from './test-inspector.ts';

describe('inspectFile', () => {
  let inspector: TestInspector;
  const inspect: TestInspector['inspect'] = (text, format) => inspector.inspect(text, format);

  beforeAll(async () => {
    inspector = await openTestInspector();
  });
  afterAll(() => inspector[Symbol.asyncDispose]());

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
