import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, daily, lines, openTestInspector, type TestInspector } from './test-inspector.ts';

describe('columnFindings', () => {
  let inspector: TestInspector;
  const inspect: TestInspector['inspect'] = (text, format) => inspector.inspect(text, format);

  beforeAll(async () => {
    inspector = await openTestInspector();
  });
  afterAll(() => inspector[Symbol.asyncDispose]());

  it('warns of a ticker as the entity', async () => {
    const inspection = await inspect(
      lines('ticker,date,known_at,close', 'A,2020-01-02,2020-01-03,1', 'A,2020-01-03,2020-01-09,2'),
    );

    expect(codesOf(inspection)).toEqual(['inspect.entity_not_permanent']);
    expect(inspection.findings[0]?.refuses).toBe(false);
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
    const inspection = await inspect(daily('Date,AAPL,BRK.B,XOM', (day, index) => `${day},${index},${index},${index}`));

    expect(codesOf(inspection)).toContain('inspect.wide_table');
  });

  it('reads Parquet by its types', async () => {
    const inspection = await inspector.inspectParquet(
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
    const inspection = await inspector.inspectParquet(
      `SELECT 10107 + i AS permno, '2020-01-0' || (1 + i) AS "date", 1.0 AS "close" FROM range(9) t(i)`,
    );

    const refused = inspection.findings.filter(({ code }) => code === 'inspect.stored_type');
    expect(refused.map(({ message }) => message)).toEqual([
      'column "permno" is stored as BIGINT; it should be text',
      'column "date" is stored as VARCHAR; it should be a date or timestamp',
    ]);
  });
});
