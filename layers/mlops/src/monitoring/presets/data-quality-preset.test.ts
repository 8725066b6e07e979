import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { roundTo } from './column-summary.ts';
import { dataQualityPreset } from './data-quality-preset.ts';
import { expectSameFields, readCases, readExpected } from './evidently-cases.testing.ts';

const ReportSchema = z.object({ metrics: z.array(z.object({ metric: z.string(), result: z.unknown() })) });
const NamedSchema = z.object({ column_name: z.string() });

const expected = readExpected();

function byColumn({ metrics }: z.infer<typeof ReportSchema>): Record<string, unknown> {
  return Object.fromEntries(
    metrics.map(({ metric, result }) => [`${metric} ${NamedSchema.safeParse(result).data?.column_name ?? ''}`, result]),
  );
}

describe('dataQualityPreset', () => {
  it.each(readCases('data quality preset: '))('says of $name what Evidently says', ({ name, data }) => {
    const ours = ReportSchema.parse(dataQualityPreset(data));

    expectSameFields(byColumn(ours), byColumn(ReportSchema.parse(expected[name])));
  });
});

describe('roundTo', () => {
  it('rounds halves to the even digit after scaling, as NumPy does', () => {
    expect([0.125, 0.375, 2.675, -0.125, 0.005].map((value) => roundTo(value, 2))).toEqual([
      0.12, 0.38, 2.68, -0.12, 0,
    ]);
  });

  it('keeps the sign of what rounds to nought', () => {
    expect(roundTo(-0.001, 2)).toBe(-0);
  });

  it('keeps what is not finite', () => {
    expect(roundTo(Number.POSITIVE_INFINITY, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(roundTo(Number.NaN, 2)).toBeNaN();
  });
});
