import { cholesky, solveCholesky } from '../cholesky.ts';

/**
 * The x of A x = b.
 *
 * @param matrix - A, shape (size × size), row-major, symmetric.
 * @param right - b, shape (size,).
 * @returns Shape (size,); undefined when A is not positive definite to rounding.
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const lower = cholesky(matrix, right.length);
  return lower === undefined ? undefined : solveCholesky(lower, right.length, right);
}
