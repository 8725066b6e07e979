import type { TimedPanel } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { checkLabelOverlap, type LabelIntervals } from './check-label-overlap.ts';
import { generatedFrame } from './fixtures/generated-frame.ts';

const day = (date: string) => Date.parse(date);

/** One entity; each row is [decision, label known]. */
function intervals(...rows: readonly (readonly [string, string])[]): LabelIntervals {
  return {
    entity: rows.map(() => 'A'),
    decisionTime: Float64Array.from(rows, ([decision]) => day(decision)),
    labelKnownTime: Float64Array.from(rows, ([, known]) => day(known)),
  };
}

describe('checkLabelOverlap', () => {
  it('accepts labels that are known before the first validation decision', () => {
    const train = intervals(['2020-03-02', '2020-03-05T22:00:00Z']);
    const validation = intervals(['2020-03-06', '2020-03-11T22:00:00Z']);

    expect(checkLabelOverlap(train, validation)).toMatchObject({ rows: 2, cutDates: ['2020-03-06'], findings: [] });
  });

  it('finds a label that reaches into the validation by its own knowledge time', () => {
    const train = intervals(['2020-03-02', '2020-03-05T22:00:00Z'], ['2020-03-03', '2020-03-06T22:00:00Z']);
    const validation = intervals(['2020-03-06', '2020-03-11T22:00:00Z']);

    expect(checkLabelOverlap(train, validation).findings).toMatchObject([
      {
        contract: 'dataset.pit',
        code: 'leak.label_overlap',
        message: "1 labels reach into the validation dates (from 2020-03-06 on): purge by the label's whole horizon",
        rows: 1,
        examples: ['A decided 2020-03-03, label known 2020-03-06'],
      },
    ]);
  });

  it('finds training rows behind the validation whose decision a validation label still reaches', () => {
    const train = intervals(['2020-03-11', '2020-03-16']);
    const validation = intervals(['2020-03-05', '2020-03-12'], ['2020-03-06', '2020-03-07']);

    expect(checkLabelOverlap(train, validation).findings).toHaveLength(1);
  });

  it('refuses a horizon that is stated one day too small', () => {
    const right = generatedFrame({ seed: 1, dates: 60, horizonDays: 5, purgedDays: 5 });
    const short = generatedFrame({ seed: 1, dates: 60, horizonDays: 5, purgedDays: 4 });

    expect(checkLabelOverlap(right.train, right.validation).findings).toEqual([]);
    expect(checkLabelOverlap(short.train, short.validation).findings).toMatchObject([
      { code: 'leak.label_overlap', rows: 20 },
    ]);
  });

  it('finds labels that were known at their own decision', () => {
    const known = intervals(['2020-03-02', '2020-03-02']);
    const validation = intervals(['2020-03-06', '2020-03-11']);

    expect(checkLabelOverlap(known, validation).findings).toMatchObject([
      { code: 'leak.label_overlap', message: expect.stringContaining('were known at their own decision') },
    ]);
  });

  it('is what the definition gives, interval against interval, on generated splits', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { window } = generatedFrame({ seed, names: 2, dates: 30, horizonDays: 3 });
      const isValidation = (row: number) => (Math.floor(row / 2) * 7 + seed) % 5 === 0;
      const train = pick(window, (row) => !isValidation(row));
      const validation = pick(window, isValidation);

      const [finding] = checkLabelOverlap(train, validation).findings;

      const naive = [...train.decisionTime].filter((begin, row) =>
        [...validation.decisionTime].some(
          (other, at) => begin <= validation.labelKnownTime[at] && train.labelKnownTime[row] >= other,
        ),
      ).length;
      expect(finding?.rows ?? 0).toBe(naive);
    }
  });

  it.each([
    ['leak.label_times_missing', intervals(['2020-03-02', 'never']), intervals(['2020-03-06', '2020-03-11'])],
    ['leak.validation_empty', intervals(['2020-03-02', '2020-03-05']), intervals()],
  ])('fails with %s', (code, train, validation) => {
    expect(() => checkLabelOverlap(train, validation)).toThrow(expect.objectContaining({ code }));
  });
});

function pick({ entity, decisionTime, labelKnownTime }: TimedPanel, isIn: (row: number) => boolean): LabelIntervals {
  const rows = [...decisionTime.keys()].filter(isIn);
  return {
    entity: rows.map((row) => entity[row]),
    decisionTime: Float64Array.from(rows, (row) => decisionTime[row]),
    labelKnownTime: Float64Array.from(rows, (row) => labelKnownTime[row]),
  };
}
