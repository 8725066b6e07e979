import { createRandom } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateGaussians } from './estimate-gaussians.ts';
import type { GaussianEmission } from './gaussian-emission.ts';
import { hellingerDistance } from './hellinger-distance.ts';
import { kMeans } from './k-means.ts';
import { gaussianLogDensities, LOWEST_LOG_DENSITY } from './log-densities.ts';
import { simulateRows } from './simulated-rows.testing.ts';
import { standardiseRows } from './standardised-rows.ts';

const emissionOf = (covariance: 'diag' | 'full', means: number[][], covariances: number[][]): GaussianEmission => ({
  featureNames: means[0].map((_, f) => `x${f}`),
  offset: means[0].map((_, f) => f + 1),
  scale: means[0].map((_, f) => 2 / (f + 1)),
  covariance,
  means,
  covariances,
});

describe('gaussianLogDensities', () => {
  it('is the textbook density in units of the raw features', () => {
    // x = 4: (4 − 1) · 2 = 6 standardised; (6 − 5)²/4 = 0.25. ln φ = −½ (ln 2π + ln 4 + 0.25) + ln 2 for the scale.
    const [density] = gaussianLogDensities(emissionOf('diag', [[5]], [[4]]), Float64Array.of(4), 1);

    expect(density).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI) + Math.log(4) + 0.25) + Math.log(2), 12);
  });

  it('is the same for a full covariance that is diagonal, on rows without missing values', () => {
    const diagonal = emissionOf('diag', [[0.3, -1]], [[2, 0.5]]);
    const full = emissionOf('full', [[0.3, -1]], [[2, 0, 0, 0.5]]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 2 }), (row) => {
        const values = Float64Array.from(row);

        expect(gaussianLogDensities(full, values, 1)[0]).toBeCloseTo(gaussianLogDensities(diagonal, values, 1)[0], 8);
      }),
    );
  });

  it('is of what is there for diagonal covariance, and 0 for a full one, where a feature is missing', () => {
    const missing = Float64Array.of(0.7, Number.NaN);
    const alone = emissionOf('diag', [[0.3]], [[2]]);

    const [partial] = gaussianLogDensities(emissionOf('diag', [[0.3, -1]], [[2, 0.5]]), missing, 1);
    const [nothing] = gaussianLogDensities(emissionOf('full', [[0.3, -1]], [[2, 0.1, 0.1, 0.5]]), missing, 1);

    expect(partial).toBe(gaussianLogDensities(alone, missing.slice(0, 1), 1)[0]);
    expect(nothing).toBe(0);
  });

  it('is finite however far out a row is', () => {
    const emission = emissionOf('diag', [[0]], [[1e-6]]);

    expect(gaussianLogDensities(emission, Float64Array.of(1e300), 1)[0]).toBe(LOWEST_LOG_DENSITY);
  });

  it('refuses values that do not hold the rows', () => {
    expect(() => gaussianLogDensities(emissionOf('diag', [[0]], [[1]]), new Float64Array(3), 2)).toThrow(
      expect.objectContaining({ code: 'learner.shape_mismatch' }),
    );
  });
});

describe('hellingerDistance', () => {
  it('is √(1 − exp(−d²/8)) for two unit Gaussians d apart', () => {
    const pair = emissionOf('diag', [[0], [3]], [[1], [1]]);

    expect(hellingerDistance(pair, 0, pair, 1)).toBeCloseTo(Math.sqrt(1 - Math.exp(-9 / 8)), 12);
    expect(hellingerDistance(pair, 0, pair, 0)).toBe(0);
  });

  it('does not depend on the scalers, and is the same both ways', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (mean, variance, scale) => {
          const base = emissionOf(
            'full',
            [
              [0, 0],
              [mean, 1],
            ],
            [
              [1, 0.2, 0.2, 1],
              [variance, 0, 0, 2],
            ],
          );
          // The same densities, standardised by another offset and scale in the first feature.
          const offset = [base.offset[0] + 7, base.offset[1]];
          const factor = scale / base.scale[0];
          const moved: GaussianEmission = {
            ...base,
            offset,
            scale: [scale, base.scale[1]],
            means: base.means.map(([x, y]) => [(x / base.scale[0] - 7) * scale, y]),
            covariances: base.covariances.map(([a, b, c, d]) => [a * factor * factor, b * factor, c * factor, d]),
          };

          const distance = hellingerDistance(base, 0, base, 1);

          expect(hellingerDistance(base, 0, moved, 1)).toBeCloseTo(distance, 6);
          expect(hellingerDistance(base, 1, base, 0)).toBeCloseTo(distance, 9);
          expect(hellingerDistance(base, 0, moved, 0)).toBeLessThan(1e-6);
          expect(distance).toBeGreaterThanOrEqual(0);
          expect(distance).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('kMeans', () => {
  it('puts every row to the nearest mean of its cluster', () => {
    const simulated = simulateRows(12, 200, 2, 3);
    const rows = standardiseRows(simulated, 'gmm', { components: 3, covariance: 'diag', others: 0 });

    const cluster = kMeans(rows, 3, createRandom(1));

    const own = new Float64Array(600).map((_, i) => Number(cluster[Math.floor(i / 3)] === i % 3));
    const { means } = estimateGaussians(rows, own, 3, { covariance: 'diag', floor: 0 });
    cluster.forEach((k, row) => {
      const distances = means.map((mean) => mean.reduce((sum, x, f) => sum + (rows.values[2 * row + f] - x) ** 2, 0));
      expect(distances[k]).toBeCloseTo(Math.min(...distances), 9);
    });
  });

  it('ends for rows that are all the same', () => {
    const rows = {
      rows: 5,
      features: 1,
      values: new Float64Array(5),
      standardiser: { offset: [0], scale: [1], constant: [] },
    };

    expect([...kMeans(rows, 3, createRandom(1))]).toEqual([0, 0, 0, 0, 0]);
  });
});
