import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsMeet, naiveWalk, rolesOf } from './naive-splits.testing.ts';
import { dailySamples, samplesArbitrary } from './samples.testing.ts';
import type { Samples } from './samples.ts';
import { type WalkForwardOptions, walkForward } from './walk-forward.ts';

const shown = (samples: Samples, options: WalkForwardOptions) =>
  [...walkForward(samples, options)].map(({ train, test, purged, embargoed, gap }) => ({
    train: [...train],
    test: [...test],
    purged: [...purged.rows],
    embargoed: [...embargoed.rows],
    gap: [...gap.rows],
  }));

describe('walkForward', () => {
  it('rolls a window of trainDates up to the gap before each test block', () => {
    const options = { window: 'rolling', trainDates: 4, testDates: 2, gapDates: 3, embargoDates: 0 } as const;

    // Labels reach two days ahead: of the three days in the gap before day 7 the last two are purged, the first is not.
    expect(shown(dailySamples(12, 2), options)).toEqual([
      { train: [0, 1, 2, 3], test: [7, 8], purged: [5, 6], embargoed: [], gap: [4] },
      { train: [2, 3, 4, 5], test: [9, 10], purged: [7, 8], embargoed: [], gap: [6] },
    ]);
  });

  it('purges what a gap too small leaves, so that the window is shorter', () => {
    const options = { window: 'rolling', trainDates: 4, testDates: 2, gapDates: 0, embargoDates: 0 } as const;

    expect(shown(dailySamples(7, 2), options)[0]).toEqual({
      train: [0, 1],
      test: [4, 5],
      purged: [2, 3],
      embargoed: [],
      gap: [],
    });
  });

  it('keeps the embargo of earlier test blocks out of a window that has grown over them', () => {
    const options = { window: 'expanding', trainDates: 3, testDates: 2, embargoDates: 2 } as const;

    // The first block, days 3 and 4, has labels up to day 5: its embargo is days 6 and 7. It bars them from every later
    // window; the second block, days 5 and 6, bars 8 and 9.
    expect(shown(dailySamples(11, 1), options)).toEqual([
      { train: [0, 1], test: [3, 4], purged: [2], embargoed: [], gap: [] },
      { train: [0, 1, 2, 3], test: [5, 6], purged: [4], embargoed: [], gap: [] },
      { train: [0, 1, 2, 3, 4, 5], test: [7, 8], purged: [6], embargoed: [], gap: [] },
      { train: [0, 1, 2, 3, 4, 5], test: [9, 10], purged: [8], embargoed: [6, 7], gap: [] },
    ]);
  });

  it('refits every stepDates', () => {
    const options = { window: 'rolling', trainDates: 4, testDates: 4, stepDates: 2, embargoDates: 0 } as const;

    expect(shown(dailySamples(12, 0), options).map(({ test }) => test[0])).toEqual([4, 6, 8]);
  });

  it('counts the gap in days of the calendar, also where they have no rows', () => {
    const start = Float64Array.from([0, 1, 2, 5, 6, 7]);
    const calendar = Float64Array.from({ length: 8 }, (_, day) => day);
    const options = { window: 'expanding', trainDates: 2, testDates: 1, gapDates: 3, embargoDates: 0 } as const;

    // Three days before day 5 are 2, 3 and 4.
    expect(shown({ start, end: start, calendar }, options)[0]).toEqual({
      train: [0, 1],
      test: [3],
      purged: [],
      embargoed: [],
      gap: [2],
    });
  });

  it('is what the definitions give row against row, on 1,000 generated panels', () => {
    const optionsArbitrary = fc.record({
      window: fc.constantFrom('rolling', 'expanding'),
      trainDates: fc.integer({ min: 1, max: 8 }),
      testDates: fc.integer({ min: 1, max: 5 }),
      stepDates: fc.integer({ min: 1, max: 6 }),
      gapDates: fc.nat(4),
      embargoDates: fc.nat(4),
    });
    fc.assert(
      fc.property(samplesArbitrary, optionsArbitrary, (samples, options) => {
        const expected = naiveWalk(samples, options);
        if (expected.length === 0) {
          expect(() => [...walkForward(samples, options)]).toThrow(
            expect.objectContaining({ code: 'split.too_few_dates' }),
          );
          return;
        }

        const found = [...walkForward(samples, options)];

        expect(found.map((split) => rolesOf(split, samples.start.length))).toEqual(expected);
        for (const { train, test } of found) {
          expect(train.some((row) => test.some((other) => labelsMeet(samples, row, other)))).toBe(false);
          expect(
            train.some((row) => test.some((other) => (samples.start[row] ?? 0) >= (samples.start[other] ?? 0))),
          ).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
