import type { DefinitionTest } from '@optaic/mlops/base';
import { type DebouncedLabel, debounce } from '../inference/debounce.ts';

const LIMITS = { enter: 0.7, leave: 0.5, minimumDwellDays: 3 };

/** Labels after each bar, whose probability of regime 1 is given. */
function labelsOf(turbulent: readonly number[], limits = LIMITS): string {
  let held: DebouncedLabel | undefined;
  return turbulent
    .map((p) => {
      held = debounce(held, Float64Array.of(1 - p, p), limits);
      return held.label;
    })
    .join('');
}

export const debounceTests: readonly DefinitionTest[] = [
  {
    name: 'the debounced label starts at the likeliest and changes only at the entering probability',
    run({ assert }) {
      assert(labelsOf([0.6, 0.6]) === '11', 'it does not start at the likeliest');
      assert(labelsOf([0.1, 0.1, 0.1, 0.69, 0.69]) === '00000', 'it changed below 0.7');
      assert(labelsOf([0.1, 0.1, 0.1, 0.7, 0.1]) === '00011', 'it did not change at 0.7 and stay');
    },
  },
  {
    name: 'the debounced label stays its minimum, and its own probability must have fallen',
    run({ assert }) {
      assert(labelsOf([0.1, 0.9, 0.9, 0.9]) === '0001', 'it changed before three bars');
      const strict = { ...LIMITS, enter: 0.55, leave: 0.4 };
      assert(labelsOf([0.1, 0.1, 0.1, 0.58]) === '0000' && labelsOf([0.1, 0.1, 0.1, 0.58], strict) === '0000', 'held');
      assert(labelsOf([0.1, 0.1, 0.1, 0.61], strict) === '0001', 'it stayed although left and entered');
    },
  },
];
