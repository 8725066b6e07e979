import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';

describe('describeFailure', () => {
  it("reads the code and the message out of Lambda's cause", () => {
    const cause = JSON.stringify({
      errorType: 'InvalidInputError',
      errorMessage: '[dataset.rows_before_knowledge] 3 rows are known before their event',
      trace: ['at …'],
    });

    expect(describeFailure('InvalidInputError', cause)).toEqual({
      name: 'InvalidInputError',
      code: 'dataset.rows_before_knowledge',
      message: '3 rows are known before their event',
    });
  });

  it.each([
    ['TypeError', '{"errorType":"TypeError","errorMessage":"x is undefined"}', 'x is undefined'],
    ['States.Timeout', 'The task timed out', 'The task timed out'],
    ['States.Runtime', '{"unexpected":true}', '{"unexpected":true}'],
    ['States.Timeout', undefined, 'States.Timeout, without a cause'],
  ])('takes the cause of %s as its message', (name, cause, message) => {
    expect(describeFailure(name, cause)).toEqual({ name, message });
  });

  it('cuts a message at 4,000 characters', () => {
    expect(describeFailure('E', 'x'.repeat(5_000)).message).toHaveLength(4_000);
  });
});
