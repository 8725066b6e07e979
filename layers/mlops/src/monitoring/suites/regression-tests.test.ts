import { describe, expect, it } from 'vitest';
import { numericColumn } from '../columns/index.ts';
import { expectSameFields, readCases, readExpected } from '../presets/evidently-cases.testing.ts';
import { regressionTests, testValueAbsMaxError, testValueR2Score } from './regression-tests.ts';
import { runSuite } from './run-suite.ts';

const expected = readExpected();

describe('regressionTests', () => {
  it.each(readCases('regression tests: '))('say of $name what Evidently says', ({ name, data }) => {
    const result = runSuite([regressionTests, testValueAbsMaxError(), testValueR2Score()], data);

    expectSameFields(result, expected[name]);
  });

  it('end as errors, not failures, without a prediction', () => {
    const { summary } = runSuite([regressionTests], { current: new Map([['target', numericColumn([1, 2])]]) });

    expect(summary).toEqual({
      all_passed: false,
      total_tests: 4,
      success_tests: 0,
      failed_tests: 0,
      by_status: { ERROR: 4 },
    });
  });
});
