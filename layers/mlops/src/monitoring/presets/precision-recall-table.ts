import type { Category } from '../columns/index.ts';
import type { ClassPredictions } from './class-predictions.ts';

/** One cut: share of rows in percent, rows, probability, true and false positives, precision and recall in percent. */
export type PrecisionRecallRow = readonly [number, number, number, number, number, number, number];

/** Rows are cut off in steps of this share. */
const STEP = 0.05;

/**
 * What the most likely rows of each label are, in steps of 5 %; of two labels only the positive one. The probability is
 * that of the first row that is left out.
 *
 * @see evidently 0.7.21, legacy/calculations/classification_performance.py, `calculate_pr_table`.
 */
export function precisionRecallTables({
  target,
  probabilities = new Map(),
}: ClassPredictions): Readonly<Record<string, readonly PrecisionRecallRow[]>> {
  const all = [...probabilities];
  return Object.fromEntries(
    (all.length <= 2 ? all.slice(0, 1) : all).map(([label, values]) => [String(label), table(target, label, values)]),
  );
}

/** Python's rounding of the exact value, halves to the even digit. */
export function roundExactly(value: number, decimals: number): number {
  const text = Math.abs(value).toFixed(60);
  const cut = text.indexOf('.') + 1 + decimals;
  const head = text.slice(0, cut).replace('.', '');
  const rest = text.slice(cut).replace('.', '');
  const isHalf = /^50*$/.test(rest);
  const isUp = isHalf ? Number(head.at(-1)) % 2 === 1 : rest >= '5';
  return (Math.sign(value) * (Number(head) + (isUp ? 1 : 0))) / 10 ** decimals;
}

function table(target: readonly Category[], label: Category, values: Float64Array): PrecisionRecallRow[] {
  const rows = target.length;
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const isLabel = (row: number) => target[row] === label;
  const actual = target.filter((each) => each === label).length;
  const step = Math.max(roundExactly(rows * STEP, 0), 1);
  const cuts: PrecisionRecallRow[] = [];
  for (let end = step; end < rows + step; end += step) {
    const count = Math.min(end, rows);
    const found = order.slice(0, count).filter(isLabel).length;
    cuts.push([
      roundExactly((100 * count) / rows, 1),
      count,
      roundExactly(values[order[Math.min(end, rows - 1)]], 2),
      found,
      count - found,
      roundExactly((100 * found) / count, 1),
      roundExactly((100 * found) / actual, 1),
    ]);
  }
  return cuts;
}
