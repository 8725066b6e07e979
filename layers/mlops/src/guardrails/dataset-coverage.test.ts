import { CalendarDateSchema } from '@optaic/mlops/base';
import type { CoverageMeasure } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { CoverageConfigSchema, validateCoverage } from './dataset-coverage.ts';

type Day = CoverageMeasure['days'][number];

const day = (date: string, members: number, covered: number, uncovered: string[] = []): Day => ({
  date: CalendarDateSchema.parse(date),
  members,
  covered,
  uncovered,
});
const measure = (...days: Day[]): CoverageMeasure => ({ dataset: 'prices', universe: 'members', days });

describe('validateCoverage', () => {
  it('finds nothing at exactly the least share, and one below it', () => {
    expect(validateCoverage(measure(day('2020-01-02', 20, 19)))).toEqual([]);
    expect(validateCoverage(measure(day('2020-01-02', 20, 18, ['A', 'B'])))).toEqual([
      {
        contract: 'dataset.coverage',
        message:
          '"prices" covers less than 0.95 of universe "members" on 1 of 1 days, the least is 0.900 on 2020-01-02',
        rows: 2,
        value: 0.9,
        limit: 0.95,
        examples: ['2020-01-02: 18 of 20, without A, B'],
      },
    ]);
  });

  it('counts every member without a row, names the first ten days and the worst of all', () => {
    const days = Array.from({ length: 12 }, (_, index) => day(`2020-01-${index + 10}`, 20, 19 - index, ['A']));

    const [finding, ...more] = validateCoverage(measure(...days), { minimumShare: 1 });

    // 1 + 2 + … + 12 members without a row; the last day has 8 of 20.
    expect(finding).toMatchObject({ rows: 78, value: 0.4 });
    expect(finding?.examples).toHaveLength(10);
    expect(finding?.examples.slice(0, 2)).toEqual([
      '2020-01-10: 19 of 20, without A',
      '2020-01-11: 18 of 20, without A and 1 more',
    ]);
    expect(finding?.message).toContain('the least is 0.400 on 2020-01-21');
    expect(more).toEqual([]);
  });

  it('finds a universe without members, whatever the share', () => {
    const findings = validateCoverage(measure(day('2020-01-02', 0, 0), day('2020-01-03', 1, 1)));

    expect(findings).toEqual([
      {
        contract: 'dataset.coverage',
        message: 'universe "members" has no member on 1 of 2 days',
        rows: 0,
        value: 0,
        limit: 1,
        examples: ['2020-01-02'],
      },
    ]);
  });

  it('takes no share of zero', () => {
    expect(CoverageConfigSchema.safeParse({ minimumShare: 0 }).success).toBe(false);
  });
});
