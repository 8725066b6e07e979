import { InvalidInputError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { type Column, categoricalColumn, numericColumn } from '../columns/index.ts';
import { expectSameFields, readCases, readExpected } from './evidently-cases.testing.ts';
import { regressionPreset, regressionQualityResult } from './regression-preset.ts';

const expected = readExpected();

describe('regressionPreset', () => {
  it.each(readCases('regression preset: '))('says of $name what Evidently says', ({ name, data }) => {
    expectSameFields(regressionPreset(data), expected[name]);
  });

  it('refuses data without a prediction', () => {
    const current = new Map([['target', numericColumn([1, 2])]]);

    expect(() => regressionPreset({ current })).toThrowError(
      expect.objectContaining({ name: 'InvalidInputError', code: 'monitoring.roles_missing' }),
    );
  });

  it('refuses a target of words', () => {
    const current = new Map<string, Column>([
      ['target', categoricalColumn(['a', 'b'])],
      ['prediction', numericColumn([1, 2])],
    ]);

    expect(() => regressionPreset({ current })).toThrowError(InvalidInputError);
  });

  it('refuses data of which no row has both', () => {
    const current = new Map([
      ['target', numericColumn([1, null])],
      ['prediction', numericColumn([null, 2])],
    ]);

    expect(() => regressionPreset({ current })).toThrowError(expect.objectContaining({ code: 'monitoring.no_rows' }));
  });
});

describe('regressionQualityResult', () => {
  it('divides by the target itself, so that one negative target drowns the percentage error', () => {
    const current = new Map([
      ['target', numericColumn([2, -3])],
      ['prediction', numericColumn([2, -2.5])],
    ]);

    // a = 0.5 / max(−3, 2^−52) = 0.5 · 2^52; the mean of (0, a) in percent is 25 · 2^52.
    expect(regressionQualityResult({ current }).current.mean_abs_perc_error).toBe(25 * 2 ** 52);
  });

  it('takes a replacement of nought as 100 %', () => {
    const current = new Map([
      ['target', numericColumn([0, 1])],
      ['prediction', numericColumn([1, 1])],
    ]);

    expect(regressionQualityResult({ current }, { mapeReplaceValue: 0 }).current.mean_abs_perc_error).toBe(50);
  });
});
