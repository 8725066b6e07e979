import { CalendarDateSchema, endOfDay, type Instant } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { validateNoLookahead } from './dataset-pit.ts';

const at = (date: string): Instant => endOfDay(CalendarDateSchema.parse(date));

const LAST = at('2020-01-03');

describe('validateNoLookahead', () => {
  it('accepts what was known at the as-of time itself', () => {
    const asOf = at('2020-01-03');

    expect(validateNoLookahead({ asOf, maxKnowledgeTime: asOf, maxDecisionTime: asOf, trainedAsOf: asOf })).toEqual([]);
    expect(validateNoLookahead({ asOf })).toEqual([]);
  });

  it('finds a row that became known later', () => {
    expect(validateNoLookahead({ asOf: at('2020-01-03'), maxKnowledgeTime: at('2020-01-04') })).toMatchObject([
      { contract: 'dataset.pit', value: '2020-01-04T23:59:59.999Z', limit: '2020-01-03T23:59:59.999Z' },
    ]);
  });

  it('finds a decision after the as-of time', () => {
    expect(validateNoLookahead({ asOf: at('2020-01-03'), maxDecisionTime: at('2020-01-06') })).toHaveLength(1);
  });

  it('is lookahead.model when the model was trained later', () => {
    expect(validateNoLookahead({ asOf: at('2020-01-03'), trainedAsOf: at('2020-03-06') })).toMatchObject([
      { code: 'lookahead.model' },
    ]);
  });

  it('names the rows that are known before their event or after the as-of time', () => {
    const at = (row: number) => ({ count: 12, rows: [{ file: 1, row, values: { entity: 'A' } }] });
    const none = { count: 0, rows: [] };

    expect(validateNoLookahead({ asOf: LAST, rows: { knownBeforeEvent: none, knownAfterAsOf: none } })).toEqual([]);
    expect(validateNoLookahead({ asOf: LAST, rows: { knownBeforeEvent: at(3), knownAfterAsOf: at(4) } })).toEqual([
      {
        contract: 'dataset.pit',
        code: 'dataset.knowledge_before_event',
        message: '12 rows are known before their event',
        rows: 12,
        value: 12,
        limit: 0,
        examples: ['file 1, row 3: entity A'],
      },
      {
        contract: 'dataset.pit',
        message: `12 rows became known after ${LAST}`,
        rows: 12,
        value: 12,
        limit: LAST,
        examples: ['file 1, row 4: entity A'],
      },
    ]);
  });
});
