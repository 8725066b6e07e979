import { InvalidInputError } from '@optaic/mlops/base';
import { type EmbargoOptions, embargoOf, requireCount } from './fold-dates.ts';
import { countUpTo, type DateAxis, dateAxis, type Samples } from './samples.ts';
import { partRows, type Split, type TestBlock, testBlock, type Verdict } from './split.ts';

export interface WalkForwardOptions extends EmbargoOptions {
  /** `rolling`: the last `trainDates` dates before the gap. `expanding`: all of them, at least `trainDates`. */
  readonly window: 'rolling' | 'expanding';
  readonly trainDates: number;
  readonly testDates: number;
  /** Dates from one test block to the next: how often the model is refitted. @default testDates */
  readonly stepDates?: number;
  /**
   * Least days of the calendar between training and test; execution lag + horizon, at least. A label that reaches
   * further is purged as well, so that too small a gap cannot leak: it only shortens the window instead of moving it.
   *
   * @default 0
   */
  readonly gapDates?: number;
}

interface Step {
  readonly train: { readonly from: number; readonly to: number };
  readonly test: { readonly from: number; readonly to: number };
  readonly block: TestBlock;
}

/**
 * Walk-forward: fit on the past, test on the dates after it, step on. Training rows whose label reaches into the test
 * block are purged. The embargo of every earlier test block, the days strictly after its last label ends, stays out of
 * the windows that later come to hold that block. Only whole test blocks are made. O(rows in the window) for a split.
 *
 * Hyper-parameters are to be chosen inside the training rows only: split them again by {@link takeSamples}.
 *
 * @throws {InvalidInputError} `split.too_few_dates` when there is no room for one split; `split.samples_malformed`,
 *   `split.dates_malformed`, `split.option_invalid`.
 */
export function* walkForward(samples: Samples, options: WalkForwardOptions): Generator<Split, void> {
  const axis = dateAxis(samples);
  const steps = planSteps(axis, options);
  const blocks = steps.map(({ block }) => block);
  const embargoedBy = embargoingBlocks(axis, blocks);
  for (const [index, { train, test, block }] of steps.entries()) {
    const judge = (date: number, row: number): Verdict | undefined => {
      if (date >= test.from) return { role: 'test', block: index };
      if (date < train.from) return undefined;
      if (samples.end[row] >= block.from) return { role: 'purged', block: index };
      // Only of earlier blocks: the embargo of this one and of those to come lies beyond this window.
      if (embargoedBy[date] !== -1) return { role: 'embargoed', block: embargoedBy[date] };
      return date < train.to ? { role: 'train', block: -1 } : { role: 'gap', block: index };
    };
    yield partRows(axis, { from: train.from, to: test.to }, blocks.slice(0, index + 1), judge);
  }
}

function planSteps(axis: DateAxis, options: WalkForwardOptions): Step[] {
  const { window, trainDates, testDates, stepDates = testDates, gapDates = 0, ...embargo } = options;
  requireCount('trainDates', trainDates, 1);
  requireCount('testDates', testDates, 1);
  requireCount('stepDates', stepDates, 1);
  requireCount('gapDates', gapDates, 0);
  const embargoDates = embargoOf(embargo, axis);
  const { dates, calendar } = axis;
  /** The first date that is within the gap before a test date. */
  const gapStart = (testFrom: number) => {
    const day = countUpTo(calendar, dates[testFrom]) - 1;
    return day < gapDates ? 0 : countUpTo(dates, calendar[day - gapDates - 1]);
  };
  let from = trainDates;
  while (from < dates.length && gapStart(from) < trainDates) from++;
  const steps: Step[] = [];
  for (; from + testDates <= dates.length; from += stepDates) {
    const to = gapStart(from);
    const test = { from, to: from + testDates };
    steps.push({
      train: { from: window === 'rolling' ? to - trainDates : 0, to },
      test,
      block: testBlock(axis, test, embargoDates),
    });
  }
  if (steps.length > 0) return steps;
  throw new InvalidInputError(
    'split.too_few_dates',
    `${dates.length} dates leave no room for ${trainDates} to train on, a gap of ${gapDates} and ${testDates} to test on`,
  );
}

/** Shape (dates,); the last block whose embargo a date is in, −1 for none. Each embargo is gone through once. */
function embargoingBlocks({ dates }: DateAxis, blocks: readonly TestBlock[]): Int32Array {
  const embargoedBy = new Int32Array(dates.length).fill(-1);
  blocks.forEach(({ until, embargoUntil }, block) => {
    for (let date = countUpTo(dates, until); date < dates.length && dates[date] <= embargoUntil; date++) {
      embargoedBy[date] = block;
    }
  });
  return embargoedBy;
}
