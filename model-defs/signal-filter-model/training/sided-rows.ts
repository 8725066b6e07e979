import type { Primary } from '../model/primary.ts';

/** Positions of the rows in which the primary takes a side: what a filter is trained and judged on. */
export function sidedRows({ side }: Primary): Int32Array {
  const rows: number[] = [];
  side.forEach((value, row) => {
    if (value !== 0) rows.push(row);
  });
  return Int32Array.from(rows);
}

/** The values at positions. */
export function valuesAt(values: Float32Array, rows: Int32Array): Float32Array {
  return Float32Array.from(rows, (row) => values[row]);
}
