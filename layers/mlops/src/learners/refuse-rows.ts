import { InvalidInputError } from '@optaic/mlops/base';

const SHOWN_ROWS = 10;

/** Refuses a column in which some value is bad, with the count of such rows and the first ten. */
export function refuseRows(
  code: `learner.${string}`,
  what: string,
  required: string,
  column: Float32Array | Float64Array,
  isBad: (x: number) => boolean,
): void {
  let count = 0;
  const first: { row: number; value: number }[] = [];
  for (let row = 0; row < column.length; row++) {
    if (!isBad(column[row])) continue;
    count++;
    if (first.length < SHOWN_ROWS) first.push({ row, value: column[row] });
  }
  if (count === 0) return;
  const shown = first.map(({ row, value }) => `row ${row} is ${value}`).join(', ');
  throw new InvalidInputError(
    code,
    `${count} ${what} are not ${required}: ${shown}${count > SHOWN_ROWS ? ', …' : ''}`,
    { details: { count, rows: first.map(({ row }) => row) } },
  );
}
