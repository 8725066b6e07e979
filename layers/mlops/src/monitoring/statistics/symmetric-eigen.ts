/** Eigenvalues and, as rows, the eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

const MOST_SWEEPS = 50;

/**
 * Eigenvalues and eigenvectors by rotations, which find small eigenvalues as exactly as large ones.
 *
 * @param matrix - Shape (n, n); symmetric, n small.
 * @see Golub and Van Loan, Matrix Computations, 4th edition 2013, 8.5: cyclic Jacobi.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, row) => a.map((_row, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let isDone = true;
    for (let p = 0; p < a.length; p++) {
      for (let q = p + 1; q < a.length; q++) {
        if (Math.abs(a[p][q]) <= 1e-18 * Math.sqrt(Math.abs(a[p][p] * a[q][q])) || a[p][q] === 0) continue;
        isDone = false;
        rotate(a, vectors, p, q);
      }
    }
    if (isDone) break;
  }
  return { values: a.map((row, at) => row[at]), vectors };
}

function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (const rows of [a, vectors]) {
    for (let k = 0; k < a.length; k++) {
      [rows[p][k], rows[q][k]] = [c * rows[p][k] - s * rows[q][k], s * rows[p][k] + c * rows[q][k]];
    }
  }
  a[p][q] = 0;
  a[q][p] = 0;
}
