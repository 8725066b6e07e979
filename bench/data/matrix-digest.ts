const CANONICAL_NAN = 0x7fc0_0000;

/**
 * A number a column that says which float32 stands in which row: the sum over rows of bits × (2 row + 1), modulo 2³².
 * Every NaN is the one NaN and zero has no sign; arithmetic that Python does to the bit as well.
 */
export function matrixDigest(matrix: Float32Array, rows: number): number[] {
  const bits = new Uint32Array(matrix.buffer, matrix.byteOffset, matrix.length);
  const columns = rows === 0 ? 0 : matrix.length / rows;
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const index = column * rows + row;
      const value = matrix[index];
      const canonical = Number.isNaN(value) ? CANONICAL_NAN : value === 0 ? 0 : bits[index];
      sum = (sum + Math.imul(canonical, 2 * row + 1)) >>> 0;
    }
    return sum;
  });
}
