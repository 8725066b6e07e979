import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, daily, lines, openTestInspector, type TestInspector } from './test-inspector.ts';

/** A Friday's rows are known on Monday. */
function nextWeekday(day: string): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() + (date.getUTCDay() === 5 ? 3 : 1));
  return date.toISOString().slice(0, 10);
}

describe('judgeKnowledge', () => {
  let inspector: TestInspector;
  const inspect: TestInspector['inspect'] = (text, format) => inspector.inspect(text, format);

  beforeAll(async () => {
    inspector = await openTestInspector();
  });
  afterAll(() => inspector[Symbol.asyncDispose]());

  it('suggests the session close as the rule of daily data without knowledge times: grade B', async () => {
    const inspection = await inspect(daily('isin,date,close', (day, index) => `A,${day},${index}`));

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
    ['a lag that follows from the weekday', (day: string) => `A,${day},${nextWeekday(day)},1`, 'B'],
    ['one time for all', (day: string) => `A,${day},2020-01-01,1`, 'C'],
  ])('sees that knowledge times with %s were not observed', async (_what, row, grade) => {
    const inspection = await inspect(daily('isin,date,known_at,close', row));

    expect(inspection.knowledge?.grade).toBe(grade);
  });
});
