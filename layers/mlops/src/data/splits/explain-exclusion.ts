import type { Samples } from './samples.ts';
import type { Exclusions, Split } from './split.ts';

/**
 * Why a row is not trained on, in a sentence: its own label's interval and the test block that it is kept from.
 *
 * @param format - Words a time. @default as an instant, UTC, of milliseconds since the epoch
 * @returns Undefined for a row that trains, is tested or lies outside of the training window.
 */
export function explainExclusion(
  { start, end }: Samples,
  { purged, embargoed, gap, blocks }: Split,
  row: number,
  format: (time: number) => string = (time) => new Date(time).toISOString(),
): string | undefined {
  const until = (time: number) => (time === Number.POSITIVE_INFINITY ? 'the end of the calendar' : format(time));
  const label = `its label spans ${format(start[row])} to ${format(end[row])}`;
  const from = (exclusions: Exclusions) => blocks[exclusions.block[positionOf(exclusions.rows, row)]];

  const purge = from(purged);
  if (purge !== undefined) {
    return `purged: ${label} and meets the test labels of ${format(purge.from)} to ${format(purge.until)}`;
  }
  const embargo = from(embargoed);
  if (embargo !== undefined) {
    return start[row] < embargo.from
      ? `embargoed: ${label}, too shortly before the test labels that begin ${format(embargo.from)}`
      : `embargoed: ${label} and begins in the embargo after ${format(embargo.until)}, up to ${until(embargo.embargoUntil)}, of the test labels before it`;
  }
  const test = from(gap);
  return test && `gap: ${label}, within the gap before the test dates that begin ${format(test.from)}`;
}

/** Where a row stands among ascending ones; −1 for nowhere. */
function positionOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
}
