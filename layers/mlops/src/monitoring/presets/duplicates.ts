import { type Category, type Column, type DataColumns, dataType, rowCount } from '../columns/index.ts';
import { rowsOf } from './missing-values.ts';

/** Rows that repeat an earlier one in every column; missing values are equal. */
export function duplicatedRows(columns: DataColumns): number {
  let rows = Int32Array.from({ length: rowsOf(columns) }, (_, row) => row);
  let groups = new Int32Array(rows.length);
  let groupCount = rows.length === 0 ? 0 : 1;
  for (const column of columns.values()) {
    // Rows that already differ from all others are left out, so a long table of distinct rows costs little more than one column.
    [rows, groups, groupCount] = refine(column, rows, groups);
    if (rows.length === 0) return 0;
  }
  return rows.length - groupCount;
}

/** Pairs of columns of one type whose values agree in every row; missing values are equal. */
export function duplicatedColumns(columns: DataColumns): number {
  return countPairs(columns, (a, b) => {
    for (let row = 0; row < rowCount(a); row++) if (!Object.is(valueAt(a, row), valueAt(b, row))) return false;
    return true;
  });
}

/** Pairs of columns of one type whose values agree in at least a share of the rows; missing values agree with none. */
export function almostDuplicatedColumns(columns: DataColumns, share: number): number {
  return countPairs(columns, (a, b) => {
    let agreeing = 0;
    for (let row = 0; row < rowCount(a); row++) {
      const value = valueAt(a, row);
      if (value !== null && value === valueAt(b, row)) agreeing++;
    }
    return agreeing / rowCount(a) >= share;
  });
}

function refine(
  column: Column,
  rows: Int32Array,
  groups: Int32Array,
): [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, number] {
  const codeOf = new Map<Category | null, number>();
  const groupOf = new Map<number, number>();
  const sizes: number[] = [];
  const refined = groups.map((group, i) => {
    const value = valueAt(column, rows[i]);
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    const key = group * rows.length + code;
    const next = groupOf.get(key) ?? groupOf.size;
    groupOf.set(key, next);
    sizes[next] = (sizes[next] ?? 0) + 1;
    return next;
  });
  const isShared = (i: number) => (sizes[refined[i]] ?? 0) > 1;
  return [
    rows.filter((_, i) => isShared(i)),
    refined.filter((_, i) => isShared(i)),
    sizes.filter((size) => size > 1).length,
  ];
}

function countPairs(columns: DataColumns, isPair: (a: Column, b: Column) => boolean): number {
  const all = [...columns.values()];
  let pairs = 0;
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) if (dataType(a) === dataType(b) && isPair(a, b)) pairs++;
  }
  return pairs;
}

/** Null is missing; −0 is 0. */
function valueAt(column: Column, row: number): Category | null {
  if (column.kind === 'categorical') return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
  const value = column.values[row];
  return Number.isNaN(value) ? null : value + 0;
}
