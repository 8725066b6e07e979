import { describe, expect, it } from 'vitest';
import { DatasetSchemaSchema } from './dataset-schema.ts';

const TIMES = [
  { name: 'event_time', role: 'event_time', type: 'timestamp' },
  { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
  { name: 'close', role: 'value', type: 'double' },
];
const ENTITY = { name: 'entity', role: 'entity', type: 'string' };

function problemsOf(contracts: unknown, columns: readonly unknown[] = [ENTITY, ...TIMES]): string[] {
  const parsed = DatasetSchemaSchema.safeParse({ columns, knowledgeGrade: 'observed', contracts });
  return parsed.error?.issues.map(({ message }) => message) ?? [];
}

describe('DatasetSchemaSchema', () => {
  it('takes contracts about columns that are there', () => {
    expect(problemsOf({ coverage: { universe: 'members' }, ranges: { close: { minimum: 0, maximum: 0 } } })).toEqual(
      [],
    );
  });

  it('refuses a range of a column that is not there, of a key and of none at all', () => {
    expect(problemsOf({ ranges: { open: {}, entity: {} } })).toEqual([
      'a range is for "open", which is no value column of type double',
      'a range is for "entity", which is no value column of type double',
    ]);
    expect(problemsOf({ ranges: { close: { minimum: 1, maximum: 0 } } })).toEqual([
      'the range of "close" has minimum 1 above maximum 0',
    ]);
  });

  it('refuses coverage of a macro series', () => {
    expect(problemsOf({ coverage: { universe: 'members' } }, TIMES)).toEqual([
      'coverage is of entities, and no column has the role entity',
    ]);
  });
});
