import { describe, expect, it } from 'vitest';
import { compoundDrawdown, sumDrawdown } from './maximum-drawdown.ts';

describe('compoundDrawdown', () => {
  it('is the deepest fall of the compounded curve below its peak', () => {
    // 1.1, 0.88, 0.968, 0.7744: 0.7744/1.1 − 1.
    expect(compoundDrawdown([0.1, -0.2, 0.1, -0.2])).toBeCloseTo(0.7744 / 1.1 - 1, 15);
  });

  it('is 0 for a curve that only rises, and for its first period alone', () => {
    expect(compoundDrawdown([0.1, 0.1])).toBe(0);
    expect(compoundDrawdown([-0.5])).toBe(0);
  });

  it('is -1 once a period loses everything', () => {
    expect(compoundDrawdown([0.1, -1, 0.1])).toBe(-1);
    expect(compoundDrawdown([-1.5])).toBe(-1);
  });
});

describe('sumDrawdown', () => {
  it('is the deepest fall of the summed curve below its peak', () => {
    // 0.1, −0.1, 0, −0.2: −0.2 − 0.1.
    expect(sumDrawdown([0.1, -0.2, 0.1, -0.2])).toBeCloseTo(-0.3, 15);
  });
});

describe.each([compoundDrawdown, sumDrawdown])('%o', (drawdown) => {
  it('is undefined for no periods', () => {
    expect(drawdown([])).toBeUndefined();
  });

  it('fails for a gap in the series', () => {
    expect(() => drawdown([0.1, Number.NaN])).toThrow('value 1 of the returns is NaN');
  });
});
