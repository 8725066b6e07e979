import { InvalidInputError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/index.ts';
import { testDrift } from './test-drift.ts';

const A = numericColumn([1.2, 2.5, 2.9, 3.1, 3.8, 4.4, 4.9, 5.0, 5.7, 6.3]);
const B = numericColumn([2.0, 3.3, 3.9, 4.1, 4.6, 5.5, 6.1, 6.6, 7.2, 7.9, 8.4, 9.0]);
const R = numericColumn([1, 1, 1, 1, 2, 2, 2, 3, 3, 4]);
const Q = numericColumn([1, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5]);
const R2 = categoricalColumn([...'aaaabbbccd']);
const Q2 = categoricalColumn([...'aabbbccccddd']);
const Q3 = categoricalColumn([...'aabbbccddd']);
const Z1 = numericColumn([0, 0, 0, 0, 0, 0, 1, 1, 1, 0]);
const Z2 = numericColumn([1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1]);
const V1 = numericColumn(Array.from({ length: 24 }, (_, at) => at + 1));
const V2 = numericColumn(Array.from({ length: 16 }, (_, at) => 6 + 1.5 * at));

const steps = (rows: number, distinct: number) =>
  numericColumn(Array.from({ length: rows }, (_, row) => row % distinct));
const letters = (rows: number, distinct: number) =>
  categoricalColumn(Array.from({ length: rows }, (_, row) => `c${row % distinct}`));

describe('testDrift', () => {
  it.each([
    ['ks', 0.23373839782508513],
    ['wasserstein', 1.163062332617938],
    ['jensenshannon', 0.8325546111576977],
    ['psi', 13.61821072542471],
    ['kl_div', 6.891215280200579],
    ['hellinger', 0.5017938543088786],
    ['anderson', 0.078383443223226],
    ['mannw', 0.03489306669384951],
    ['ed', 0.9905666167513533],
    ['es', 0.3581714586961144],
    ['t_test', 0.049200019352826474],
  ])("has Evidently's %s of ten and twelve numbers", (statistic, expected) => {
    expect(testDrift(A, B, { statistic }).score).toBeCloseTo(expected, 13);
  });

  it.each([
    ['jensenshannon', 0.22563903395799267],
    ['psi', 0.41894580950552973],
    ['kl_div', 0.21108976403913282],
    ['hellinger', 0.2272158857665453],
    ['chisquare', 0.1386386173824151],
    ['TVD', 0.6],
  ])("has Evidently's %s of ten and twelve letters", (statistic, expected) => {
    expect(testDrift(R2, Q2, { statistic }).score).toBeCloseTo(expected, 14);
  });

  it("has Evidently's scores of equal numbers of letters", () => {
    expect(testDrift(R2, Q3, { statistic: 'g_test' }).score).toBeCloseTo(0.28167401479982895, 14);
    expect(testDrift(R2, Q3, { statistic: 'chisquare' }).score).toBeCloseTo(0.1717971442967335, 14);
    expect(testDrift(R2, Q3, { statistic: 'TVD' }).score).toBe(0.835);
  });

  it("has Evidently's scores of zeros and ones", () => {
    const first = numericColumn([...Z2.values].slice(0, 10));

    expect(testDrift(Z1, Z2, { type: 'cat', statistic: 'z' }).score).toBeCloseTo(0.08676817270387582, 14);
    expect(testDrift(Z1, first, { type: 'cat', statistic: 'fisher_exact' }).score).toBeCloseTo(0.1788954079975752, 14);
  });

  it('fills the bins that one side lacks', () => {
    expect(testDrift(R, Q, { statistic: 'psi' }).score).toBeCloseTo(2.6324941521925194, 13);
    expect(testDrift(R, Q, { statistic: 'kl_div' }).score).toBeCloseTo(0.6495873111743401, 13);
    expect(testDrift(R, Q, { statistic: 'jensenshannon' }).score).toBeCloseTo(0.40663604676755544, 13);
  });

  it('gives p = 0 for a category that the reference lacks', () => {
    expect(testDrift(R, Q, { type: 'cat', statistic: 'chisquare' })).toMatchObject({ score: 0, drifted: true });
  });

  it('bins numbers of more than twenty distinct values', () => {
    const floats = { ...V1, isInteger: false };

    expect(testDrift(floats, V2, { statistic: 'jensenshannon' }).score).toBeCloseTo(0.35588039955610595, 13);
    expect(testDrift(floats, V2, { statistic: 'psi' }).score).toBeCloseTo(2.6793378401909242, 13);
    expect(testDrift(floats, V2, { statistic: 'kl_div' }).score).toBeCloseTo(1.2725517652100613, 13);
    expect(testDrift(floats, V2, { statistic: 'hellinger' }).score).toBeCloseTo(0.42543481229828434, 13);
  });

  it.each([
    ['num', steps(1_000, 2), 'z'],
    ['num', steps(1_000, 5), 'chisquare'],
    ['num', steps(1_000, 6), 'ks'],
    ['num', steps(1_001, 2), 'jensenshannon'],
    ['num', steps(1_001, 5), 'jensenshannon'],
    ['num', steps(1_001, 6), 'wasserstein'],
    ['cat', letters(1_000, 2), 'z'],
    ['cat', letters(1_000, 3), 'chisquare'],
    ['cat', letters(1_001, 3), 'jensenshannon'],
  ] as const)(
    'chooses by the type %s, the rows of the reference and the distinct values: %#',
    (type, column, expected) => {
      expect(testDrift(column, column, { type }).statistic).toBe(expected);
    },
  );

  it('counts the distinct values of both sides together', () => {
    expect(testDrift(numericColumn([1, 2, 3]), numericColumn([4, 5, 6])).statistic).toBe('ks');
    expect(testDrift(numericColumn([1, 2, 3]), numericColumn([3, 4, 5])).statistic).toBe('chisquare');
  });

  it('compares with the threshold as the reference does: ks at most, ed above, distances at least, others below', () => {
    const drifted = (statistic: string) => {
      const { score } = testDrift(A, B, { statistic });
      return testDrift(A, B, { statistic, threshold: score }).drifted;
    };

    expect(['ks', 'ed', 'wasserstein', 't_test'].map(drifted)).toEqual([true, false, true, false]);
  });

  it('takes missing and infinite values out', () => {
    const reference = numericColumn([null, Number.POSITIVE_INFINITY, ...A.values]);
    const current = numericColumn([...B.values, Number.NEGATIVE_INFINITY]);

    expect(testDrift(reference, current).score).toBe(testDrift(A, B).score);
  });

  it('leaves infinite values in where nothing is missing, when tables are asked for', () => {
    const reference = numericColumn([Number.POSITIVE_INFINITY, ...A.values]);
    const cleaning = 'when_missing';

    expect(testDrift(reference, B, { cleaning }).score).not.toBe(testDrift(A, B).score);
    expect(testDrift(numericColumn([null, ...reference.values]), B, { cleaning }).score).toBe(testDrift(A, B).score);
    expect(testDrift(reference, B, { cleaning, statistic: 'wasserstein' })).toMatchObject({
      score: NaN,
      drifted: false,
    });
    expect(() => testDrift(reference, B, { cleaning, statistic: 'hellinger' })).toThrow('bins need finite');
  });

  it('is no drift where the score is undefined', () => {
    const same = categoricalColumn(['a', 'a']);

    expect(testDrift(same, same, { statistic: 'chisquare' })).toMatchObject({ score: NaN, drifted: false });
    expect(testDrift(same, same)).toMatchObject({ statistic: 'z', score: 1, drifted: false });
  });

  it('compares 100,000 categories', () => {
    const { statistic, score } = testDrift(letters(100_000, 100_000), letters(100_000, 50_000));

    expect(statistic).toBe('jensenshannon');
    expect(score).toBeGreaterThan(0.3);
  });

  it.each([
    ['a side is empty', () => testDrift(A, numericColumn([null, null])), 'drift.no_values'],
    ['numbers are asked of categories', () => testDrift(A, R2), 'drift.not_numeric'],
    ['there is no such statistic', () => testDrift(A, B, { statistic: 'emperical_mmd' }), 'drift.statistic_unknown'],
    ['the statistic is not for the type', () => testDrift(A, B, { statistic: 'z' }), 'drift.statistic_unsuited'],
    ['ks is asked of categories', () => testDrift(R2, R2, { statistic: 'ks' }), 'drift.statistic_unsuited'],
    [
      'anderson has one distinct value',
      () => testDrift(numericColumn([1, 1]), numericColumn([1, 1]), { statistic: 'anderson' }),
      'drift.no_spread',
    ],
    [
      'es has no interquartile range',
      () => testDrift(numericColumn([1, 1, 1, 1, 1, 2]), numericColumn([1, 1, 1, 1, 1]), { statistic: 'es' }),
      'drift.no_spread',
    ],
    [
      'fisher_exact has unequal sizes',
      () => testDrift(Z1, Z2, { type: 'cat', statistic: 'fisher_exact' }),
      'drift.sizes_differ',
    ],
    ['g_test has unequal sizes', () => testDrift(R2, Q2, { statistic: 'g_test' }), 'drift.sizes_differ'],
    ['fisher_exact has four values', () => testDrift(R2, R2, { statistic: 'fisher_exact' }), 'drift.too_many_values'],
    [
      'z is asked of numbers and strings',
      () => testDrift(categoricalColumn(['a', 1]), R2, { statistic: 'z' }),
      'drift.mixed_categories',
    ],
  ])('fails when %s', (_, ask, code) => {
    expect(ask).toThrow(InvalidInputError);
    expect(ask).toThrow(expect.objectContaining({ code }));
  });

  it.each(['cramer_von_mises', 'empirical_mmd', 'perc_text_content_drift', 'abs_text_content_drift'])(
    'says why %s is left out',
    (statistic) => {
      expect(() => testDrift(A, B, { statistic })).toThrow(/is left out: .+; (choose|derive) /);
    },
  );
});
