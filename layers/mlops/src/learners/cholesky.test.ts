import { createRandom } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky, invertLower, logDeterminant, solveCholesky } from './cholesky.ts';
import { logSumExp } from './log-sum-exp.ts';

const positiveDefinite = fc.record({ size: fc.integer({ min: 1, max: 6 }), seed: fc.nat() }).map(({ size, seed }) => {
  const random = createRandom(seed);
  const root = Float64Array.from({ length: size * size }, () => random() - 0.5);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      matrix[i * size + j] = Number(i === j);
      for (let k = 0; k < size; k++) matrix[i * size + j] += root[i * size + k] * root[j * size + k];
    }
  }
  return { size, matrix };
});

const product = (left: Float64Array, right: Float64Array, size: number) =>
  Float64Array.from(left, (_, cell) => {
    const [i, j] = [Math.floor(cell / size), cell % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += left[i * size + k] * right[k * size + j];
    return sum;
  });

const transpose = (matrix: Float64Array, size: number) =>
  Float64Array.from(matrix, (_, cell) => matrix[(cell % size) * size + Math.floor(cell / size)]);

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  Array.from(expected).forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 9);
  });
}

describe('cholesky', () => {
  it('gives L with L Lᵀ the matrix, L⁻¹, the solution and the determinant', () => {
    fc.assert(
      fc.property(positiveDefinite, ({ size, matrix }) => {
        const lower = cholesky(matrix, size) ?? new Float64Array();
        const right = Float64Array.from({ length: size }, (_, i) => i - 1);
        const identity = Float64Array.from({ length: size * size }, (_, cell) => Number(cell % (size + 1) === 0));

        expectClose(product(lower, transpose(lower, size), size), matrix);
        expectClose(product(invertLower(lower, size), lower, size), identity);
        const solution = solveCholesky(lower, size, right);
        right.forEach((value, i) => {
          expect(solution.reduce((sum, x, j) => sum + matrix[i * size + j] * x, 0)).toBeCloseTo(value, 9);
        });
        const diagonal = Array.from({ length: size }, (_, i) => lower[i * size + i]);
        expect(logDeterminant(lower, size)).toBeCloseTo(2 * Math.log(diagonal.reduce((a, b) => a * b, 1)), 9);
      }),
    );
  });

  it('is undefined for a matrix that is not positive definite, to rounding', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(0), 1)).toBeUndefined();
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBeUndefined();
  });
});

describe('logSumExp', () => {
  it('is ln Σ exp(x), where exp alone would overflow or vanish', () => {
    expect(logSumExp([Math.log(2), Math.log(3)])).toBeCloseTo(Math.log(5), 12);
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([-1e6, -1e6 - 1])).toBeCloseTo(-1e6 + Math.log1p(Math.exp(-1)), 9);
    expect(logSumExp([0, 7, 7, 0], 1, 3)).toBeCloseTo(7 + Math.LN2, 12);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});
