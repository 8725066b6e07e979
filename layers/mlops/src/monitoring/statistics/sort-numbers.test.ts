import { createRandom } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { sortNumbers } from './sort-numbers.ts';

const random = createRandom(1);
const ROWS = 10_000;
const make = (value: (row: number) => number) => Float64Array.from({ length: ROWS }, (_, row) => value(row));

describe('sortNumbers', () => {
  it.each([
    ['values of both signs', make(() => random() - 0.5)],
    ['values of all magnitudes', make((row) => (random() - 0.5) * 10 ** ((row % 600) - 300))],
    ['close neighbours', make(() => 1e9 + random() * 1e-3)],
    ['ties', make(() => Math.floor(random() * 9) / 10 - 0.4)],
    ['infinities', make((row) => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, random()][row % 3])],
    ['negative values', make(() => -random() - 1)],
    ['one value', make(() => 0.1)],
    ['sorted values', make((row) => row)],
    ['few values', Float64Array.of(3, -1, 2)],
    ['no value', Float64Array.of()],
  ])('sorts %s as comparisons do', (_, values) => {
    expect(sortNumbers(values)).toEqual(values.slice().sort());
  });

  it('leaves its argument as it is, also where that is a part of a buffer', () => {
    const part = make(() => random()).subarray(1_000, 9_000);
    const before = part.slice();

    expect(sortNumbers(part)).toEqual(before.slice().sort());
    expect(part).toEqual(before);
  });
});
