/**
 * The lower triangle L of a symmetric positive definite matrix, A = L Lᵀ.
 *
 * @param matrix - Shape (size × size), row-major; only its lower triangle is read.
 * @returns The same shape, upper triangle 0; undefined when the matrix is not positive definite to rounding.
 * @see Golub and Van Loan, Matrix Computations, 4th ed., algorithm 4.2.2.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      if (i !== j) {
        lower[i * size + j] = sum / lower[j * size + j];
        continue;
      }
      // A pivot that cancellation has eaten is noise, not a variance.
      if (!(sum > size * Number.EPSILON * matrix[i * size + i])) return undefined;
      lower[i * size + i] = Math.sqrt(sum);
    }
  }
  return lower;
}

/** Solves L Lᵀ x = b. Shapes (size × size) and (size,). */
export function solveCholesky(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k];
    x[i] /= lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k];
    x[i] /= lower[i * size + i];
  }
  return x;
}

/** L⁻¹, lower triangular. Shape (size × size). */
export function invertLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / lower[column * size + column];
    for (let i = column + 1; i < size; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum -= lower[i * size + k] * inverse[k * size + column];
      inverse[i * size + column] = sum / lower[i * size + i];
    }
  }
  return inverse;
}

/** ln |A| of A = L Lᵀ. */
export function logDeterminant(lower: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i]);
  return 2 * sum;
}
