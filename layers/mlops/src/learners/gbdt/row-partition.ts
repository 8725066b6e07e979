import type { BinnedMatrix } from './binned-matrix.ts';
import type { Split } from './split.ts';

/** The rows of a tree, ordered so that each node owns a contiguous, ascending range. */
export interface RowPartition {
  readonly rows: Int32Array;
  /** Parts the range of a node stably: left rows first. Returns where the right ones begin. */
  divide(begin: number, end: number, split: Split): number;
}

export function createRowPartition({ rows: total, byColumn, cuts }: BinnedMatrix, rows: Int32Array): RowPartition {
  const scratch = new Int32Array(rows.length);
  return {
    rows,
    divide(begin, end, { feature, bin, defaultLeft }) {
      const column = byColumn.subarray(feature * total, (feature + 1) * total);
      const missing = cuts[feature].cuts.length;
      let left = begin;
      let right = 0;
      for (let i = begin; i < end; i++) {
        const row = rows[i];
        const rowBin = column[row];
        if (rowBin === missing ? defaultLeft : rowBin <= bin) rows[left++] = row;
        else scratch[right++] = row;
      }
      rows.set(scratch.subarray(0, right), left);
      return left;
    },
  };
}
