import { CliError } from '../cli-error.ts';

/** What becomes of a column of a file. */
export type ColumnUse = 'number' | 'group' | 'ignore';

/** Rows of numbers as they are read, and which group each row is of. */
export interface NumericTable {
  readonly rows: number;
  /** Those read as numbers, in the order of the file. */
  readonly names: readonly string[];
  /** Shape (names × rows), column-major; NaN is missing. */
  readonly values: Float32Array;
  readonly groups?: Groups;
}

export interface Groups {
  /** Shape (rows,): numbered in the order of their first rows. */
  readonly ids: Int32Array;
  /** By number, as the file spells them. */
  readonly names: readonly string[];
}

/** Takes the cells of a file, row by row. */
export interface TableBuilder {
  /** The cells of a row, in the order of the file's columns. */
  addRow(cells: readonly (string | number | null)[]): void;
  finish(): NumericTable;
}

/** How programs write that a value is missing. */
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '<NA>']);
const WORDS: Readonly<Record<string, number>> = {
  true: 1,
  True: 1,
  TRUE: 1,
  false: 0,
  False: 0,
  FALSE: 0,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

/**
 * A builder for a file of these columns.
 *
 * @throws {CliError} for a cell that is no number, naming file, row, column and the way out; for a row of another length.
 */
export function createTableBuilder(
  file: string,
  columns: readonly string[],
  useOf: (column: string) => ColumnUse,
): TableBuilder {
  const uses = columns.map(useOf);
  const numbers = columns.flatMap((_, i) => (uses[i] === 'number' ? [i] : []));
  const groupColumn = uses.indexOf('group');
  const idOf = new Map<string, number>();
  const ids: number[] = [];
  let buffer = new Float32Array(numbers.length * 64);
  let rows = 0;

  const toNumber = (cell: string | number | null, column: number): number => {
    if (cell === null) return Number.NaN;
    if (typeof cell === 'number') return cell;
    const text = cell.trim();
    if (MISSING.has(text)) return Number.NaN;
    const value = WORDS[text] ?? Number(text);
    if (!Number.isNaN(value)) return value;
    const name = columns[column];
    throw new CliError(
      `${file}: row ${rows} of column ${name} is "${text.slice(0, 40)}", which is no number; leave the column out with --ignore ${name}`,
    );
  };

  return {
    addRow(cells) {
      if (cells.length !== columns.length) {
        throw new CliError(`${file}: row ${rows} has ${cells.length} cells; the header has ${columns.length}`);
      }
      const begin = rows * numbers.length;
      if (begin + numbers.length > buffer.length) {
        const grown = new Float32Array(2 * buffer.length);
        grown.set(buffer);
        buffer = grown;
      }
      for (let i = 0; i < numbers.length; i++) buffer[begin + i] = toNumber(cells[numbers[i]], numbers[i]);
      if (groupColumn !== -1) {
        const name = String(cells[groupColumn] ?? '');
        const id = idOf.get(name) ?? idOf.size;
        idOf.set(name, id);
        ids.push(id);
      }
      rows++;
    },

    finish() {
      const values = new Float32Array(numbers.length * rows);
      for (let column = 0; column < numbers.length; column++) {
        for (let row = 0; row < rows; row++) values[column * rows + row] = buffer[row * numbers.length + column];
      }
      const groups = groupColumn === -1 ? {} : { groups: { ids: Int32Array.from(ids), names: [...idOf.keys()] } };
      return { rows, names: numbers.map((i) => columns[i]), values, ...groups };
    },
  };
}
