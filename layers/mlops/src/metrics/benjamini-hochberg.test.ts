import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.ts';

describe('benjaminiHochberg', () => {
  it('scales each p-value by n over its rank, and never past a larger one', () => {
    // Sorted 0.01 0.02 0.03 0.5: times 4/1 4/2 4/3 4/4 = 0.04 0.04 0.04 0.5.
    const adjusted = benjaminiHochberg([0.03, 0.5, 0.01, 0.02]);

    [0.04, 0.5, 0.04, 0.04].forEach((q, i) => {
      expect(adjusted[i]).toBeCloseTo(q, 12);
    });
  });

  it('is in [p, 1] and ordered as the p-values are', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(values, (pValues) => {
        const adjusted = benjaminiHochberg(pValues);

        pValues.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          pValues.forEach((other, j) => {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
          });
        });
      }),
    );
  });
});
