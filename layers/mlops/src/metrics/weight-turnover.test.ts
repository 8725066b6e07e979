import { describe, expect, it } from 'vitest';
import { driftedBook, weightTurnover } from './weight-turnover.ts';

const book = (weights: Record<string, number>) => new Map(Object.entries(weights));

describe('weightTurnover', () => {
  it('is half of what is traded, over the entities of both books', () => {
    // A sold from 0.5 to 0, B kept, C bought to 0.5: ½ (0.5 + 0 + 0.5).
    expect(weightTurnover(book({ B: -0.5, C: 0.5 }), book({ A: 0.5, B: -0.5 }))).toBe(0.5);
  });

  it('is half of the gross weight for the first book', () => {
    expect(weightTurnover(book({ A: 0.5, B: -0.5 }), new Map())).toBe(0.5);
  });
});

describe('driftedBook', () => {
  it('moves each weight by its return, over the capital that is left', () => {
    // Capital 1 + 0.5 · 0.1 − 0.5 · 0.2 = 0.95; A 0.5 · 1.1/0.95, B −0.5 · 1.2/0.95.
    const drifted = driftedBook(book({ A: 0.5, B: -0.5 }), book({ A: 0.1, B: 0.2 }));

    expect(drifted.get('A')).toBeCloseTo(0.55 / 0.95, 15);
    expect(drifted.get('B')).toBeCloseTo(-0.6 / 0.95, 15);
  });

  it('leaves a weight whose return is missing, but for the capital', () => {
    expect(driftedBook(book({ A: 0.5, B: -0.5 }), book({ A: 0.2 })).get('B')).toBeCloseTo(-0.5 / 1.1, 15);
  });

  it('is empty when the period lost all the capital', () => {
    expect(driftedBook(book({ A: 1 }), book({ A: -1 })).size).toBe(0);
  });
});
