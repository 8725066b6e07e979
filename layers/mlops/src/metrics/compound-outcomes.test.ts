import { describe, expect, it } from 'vitest';
import { compoundOutcomes } from './compound-outcomes.ts';

const section = (outcomes: Record<string, number>) => ({
  entity: Object.keys(outcomes),
  outcome: Float64Array.from(Object.values(outcomes)),
});

describe('compoundOutcomes', () => {
  it('compounds by name over decisions a holding period apart', () => {
    const sections = [section({ A: 0.1, B: 0.2 }), section({ A: 9, B: 9 }), section({ B: 0.5, A: -0.5 })];

    const [one, two] = [...compoundOutcomes(sections, 2, [1, 2])];

    expect([...one[0]]).toEqual([expect.closeTo(0.1, 15), expect.closeTo(0.2, 15)]);
    expect([...two[0]]).toEqual([expect.closeTo(1.1 * 0.5 - 1, 15), expect.closeTo(1.2 * 1.5 - 1, 15)]);
  });

  it('is NaN where an outcome on the way is missing', () => {
    const [two] = [...compoundOutcomes([section({ A: 0.1, B: 0.1 }), section({ A: 0.1 })], 1, [2])];

    expect([...two[0]]).toEqual([expect.closeTo(0.21, 15), Number.NaN]);
    expect([...two[1]]).toEqual([Number.NaN]);
  });
});
