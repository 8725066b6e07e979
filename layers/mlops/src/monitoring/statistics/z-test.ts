import { InvalidInputError } from '@optaic/mlops/base';
import { normalProbability } from '@optaic/mlops/metrics';
import type { SamplePair } from './sample-pair.ts';

/**
 * Two-proportion z test with the pooled share, two-sided; success is any value but the smallest.
 *
 * @returns p in [0, 1], literally 2 (1 − Φ(|z|)): 0 beyond |z| ≈ 8.3.
 * @throws {InvalidInputError} `drift.mixed_categories` when numbers and strings occur, of which none is the smallest.
 * @see evidently 0.7.21, legacy/calculations/stattests/z_stattest.py.
 */
export function zTest({ counts, reference, current }: SamplePair): number {
  if (counts.values.length === 1) return 1;
  // In ascending order, numbers before strings: mixed where the ends differ in kind.
  const smallest = counts.values[0];
  const largest = counts.values[counts.values.length - 1];
  if ((typeof smallest === 'string') !== (typeof largest === 'string')) {
    throw new InvalidInputError(
      'drift.mixed_categories',
      `the values ${smallest} and ${largest} have no order; make them all numbers or all strings, or choose chisquare`,
    );
  }
  const n = reference.size;
  const m = current.size;
  const p = (n - counts.reference[0]) / n;
  const q = (m - counts.current[0]) / m;
  const pooled = (p * n + q * m) / (n + m);
  const z = (p - q) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return 2 * (1 - normalProbability(Math.abs(z)));
}
