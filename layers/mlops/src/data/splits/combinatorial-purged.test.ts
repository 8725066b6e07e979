import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinatorialPurged } from './combinatorial-purged.ts';
import {
  arraySplit,
  distinctDates,
  isInEmbargo,
  labelsMeet,
  naiveRoles,
  rolesOf,
  runsOf,
} from './naive-splits.testing.ts';
import { dailySamples, samplesArbitrary } from './samples.testing.ts';

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

describe('combinatorialPurged', () => {
  it('gives the train sizes of T = 1000, N = 6, k = 2, purge 5, embargo 3: the embargo stacks after the purge', () => {
    const plan = combinatorialPurged(dailySamples(1_000, 5), { groups: 6, testGroups: 2, embargoDates: 3 });

    const sizes = [...plan.splits()].map(({ train }) => train.length);

    // Groups of 167, 167, 167, 167, 166 and 166. Groups 1 and 3: 1000 − 334 tested, 5 purged before and 5 + 3 left out
    // after each of two blocks: 666 − 26 = 640. An embargo laid over the purge would leave 646.
    expect(sizes).toEqual([658, 645, 645, 646, 654, 653, 640, 641, 649, 653, 641, 649, 654, 649, 663]);
    expect(Math.min(...sizes)).toBe(640);
  });

  it('gives the trains of 12 rows, 3 folds, k = 2, purge 1', () => {
    const plan = combinatorialPurged(dailySamples(12, 1), { groups: 3, testGroups: 2, embargoDates: 0 });

    expect([...plan.splits()].map(({ train }) => [...train])).toEqual([
      [9, 10, 11],
      [5, 6],
      [0, 1, 2],
    ]);
    expect(plan.choices).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
  });

  it('makes 15 fits and 5 paths of six groups by two, every test group on exactly one path', () => {
    const { choices, paths } = combinatorialPurged(dailySamples(60, 1), { groups: 6, testGroups: 2 });

    expect(choices).toHaveLength(15);
    expect(paths).toHaveLength(5);
    const used = paths.flatMap((path) => path.map((split, group) => `${split}/${group}`));
    expect(new Set(used).size).toBe(30);
    expect(paths.every((path) => path.every((split, group) => choices[split]?.includes(group)))).toBe(true);
    // The splits that test group 0 are 0 … 4; those that test group 5 are 4, 8, 11, 13 and 14.
    expect(paths.map((path) => [path[0], path[5]])).toEqual([
      [0, 4],
      [1, 8],
      [2, 11],
      [3, 13],
      [4, 14],
    ]);
  });

  it.each([
    [10, 2, 45, 9],
    [10, 8, 45, 36],
    [5, 1, 5, 1],
  ])('makes of CPCV(%i, %i) %i fits and %i paths', (groups, testGroups, fits, paths) => {
    const plan = combinatorialPurged(dailySamples(100, 1), { groups, testGroups });

    expect([plan.choices.length, plan.paths.length]).toEqual([fits, paths]);
  });

  it('is what the definitions give row against row, on 1,000 generated panels', () => {
    const shape = fc.integer({ min: 2, max: 6 }).chain((groups) =>
      fc.record({
        groups: fc.constant(groups),
        testGroups: fc.integer({ min: 1, max: groups - 1 }),
        embargoDates: fc.nat(4),
      }),
    );
    fc.assert(
      fc.property(samplesArbitrary, shape, (samples, { groups, testGroups, embargoDates }) => {
        const dates = distinctDates(samples);
        fc.pre(dates.length >= groups);
        const groupDates = arraySplit(dates, groups);
        const rows = samples.start.length;

        const plan = combinatorialPurged(samples, { groups, testGroups, embargoDates });
        const splits = [...plan.splits()];

        expect(splits).toHaveLength(choose(groups, testGroups));
        splits.forEach((split, index) => {
          const tested = (plan.choices[index] ?? []).flatMap((group) => groupDates[group] ?? []);
          expect(rolesOf(split, rows)).toEqual(naiveRoles(samples, tested, embargoDates));
          expect(split.blocks).toHaveLength(runsOf(dates, tested).length);
          expect(split.train.some((row) => split.test.some((other) => labelsMeet(samples, row, other)))).toBe(false);
          split.embargoed.rows.forEach((row, position) => {
            const block = split.blocks[split.embargoed.block[position] ?? -1];
            const run = dates.filter((date) => block && date >= block.from && date <= block.lastDecision);
            expect(isInEmbargo(samples, row, run, embargoDates)).toBe(true);
            expect(
              split.blocks.some(
                ({ from, until }) => (samples.start[row] ?? 0) <= until && (samples.end[row] ?? 0) >= from,
              ),
            ).toBe(false);
          });
        });
        const timesTested = Array.from({ length: rows }, () => 0);
        for (const { test } of splits) for (const row of test) timesTested[row] = (timesTested[row] ?? 0) + 1;
        expect(new Set(timesTested)).toEqual(new Set([choose(groups - 1, testGroups - 1)]));
        expect(plan.paths).toHaveLength(choose(groups - 1, testGroups - 1));
        expect([...plan.groupOfRow]).toEqual(
          Array.from(samples.start, (date) => groupDates.findIndex((group) => group.includes(date))),
        );
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it('makes splits one at a time and again', () => {
    const plan = combinatorialPurged(dailySamples(60, 2), { groups: 6, testGroups: 2 });

    expect([...plan.splits()][7]).toEqual(plan.split(7));
    expect(() => plan.split(15)).toThrow(expect.objectContaining({ code: 'split.option_invalid' }));
  });

  it.each([
    ['split.too_many_fits', { groups: 12, testGroups: 6 }],
    ['split.too_many_fits', { groups: 6, testGroups: 2, maxFits: 14 }],
    ['split.option_invalid', { groups: 6, testGroups: 6 }],
    ['split.too_few_dates', { groups: 61, testGroups: 1 }],
  ])('fails with %s for %o', (code, options) => {
    expect(() => combinatorialPurged(dailySamples(60, 1), options)).toThrow(expect.objectContaining({ code }));
  });
});
