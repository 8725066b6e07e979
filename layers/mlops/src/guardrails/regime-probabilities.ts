import { z } from 'zod';
import { type Predictions, rowName } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

export const RegimeProbabilitiesConfigSchema = z.strictObject({
  /** Most that the probabilities of a row may differ from one in sum: they are rounded to float32. */
  tolerance: z.number().min(0).default(1e-5),
});
export type RegimeProbabilitiesConfig = z.infer<typeof RegimeProbabilitiesConfigSchema>;

/** Distributions over regimes that a definition may publish; the first it has to. */
const DISTRIBUTIONS = ['probability', 'forecast'] as const;

/**
 * `regime.probabilities`: every row has `probability_0` to `probability_K−1`, K ≥ 2, each in [0, 1] and one in sum; so have
 * `forecast_0` to `forecast_K−1` where they are published. `label` is the number of a likeliest regime.
 */
export function checkRegimeProbabilities(
  predictions: Predictions,
  { tolerance }: RegimeProbabilitiesConfig = RegimeProbabilitiesConfigSchema.parse({}),
): Finding[] {
  const columns = predictions.columns ?? {};
  const regimes = distribution(columns, 'probability').length;
  if (regimes < 2) {
    return [
      finding(`there are ${regimes} columns probability_0, probability_1, …; a regime model publishes two or more`),
    ];
  }
  return DISTRIBUTIONS.flatMap((name) => {
    const values = distribution(columns, name);
    if (values.length === 0 && name !== 'probability') return [];
    if (values.length !== regimes)
      return [finding(`there are ${values.length} columns ${name}_k for ${regimes} regimes`)];
    return offDistribution(predictions, name, values, tolerance);
  }).concat(offLabel(predictions, distribution(columns, 'probability')));
}

/** The columns `name_0`, `name_1`, … as long as they follow each other. */
function distribution(columns: Readonly<Record<string, Float32Array>>, name: string): Float32Array[] {
  const found: Float32Array[] = [];
  for (let regime = 0; ; regime++) {
    const column = columns[`${name}_${regime}`];
    if (column === undefined) return found;
    found.push(column);
  }
}

function offDistribution(
  predictions: Predictions,
  name: string,
  values: readonly Float32Array[],
  tolerance: number,
): Finding[] {
  const offending: number[] = [];
  let worst = 0;
  for (let row = 0; row < predictions.rows; row++) {
    const shares = values.map((column) => column[row] ?? Number.NaN);
    const distance = Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1);
    if (distance <= tolerance && shares.every((share) => share >= 0 && share <= 1)) continue;
    offending.push(row);
    if (!(distance <= worst)) worst = distance;
  }
  if (offending.length === 0) return [];
  const said = `${offending.length} of ${predictions.rows} rows have ${name}_0 … ${name}_${values.length - 1} outside [0, 1] or not one in sum`;
  return [
    {
      ...finding(`${said}, off by ${worst} at most`),
      rows: offending.length,
      value: Number.isFinite(worst) ? worst : String(worst),
      limit: tolerance,
      examples: names(predictions, offending),
    },
  ];
}

function offLabel(predictions: Predictions, values: readonly Float32Array[]): Finding[] {
  const label = predictions.columns?.label;
  if (label === undefined) return [finding('there is no column label with the likeliest regime')];
  const offending: number[] = [];
  for (let row = 0; row < predictions.rows; row++) {
    const highest = Math.max(...values.map((column) => column[row] ?? Number.NaN));
    if (!Number.isNaN(highest) && values[label[row] ?? -1]?.[row] !== highest) offending.push(row);
  }
  if (offending.length === 0) return [];
  return [
    {
      ...finding(`${offending.length} of ${predictions.rows} labels are not the likeliest regime`),
      rows: offending.length,
      value: offending.length,
      limit: 0,
      examples: names(predictions, offending),
    },
  ];
}

function names(predictions: Predictions, rows: readonly number[]): string[] {
  return rows.slice(0, EXAMPLE_LIMIT).map((row) => rowName(predictions, row));
}

function finding(message: string): Finding {
  return { contract: 'regime.probabilities', message, rows: 0, value: null, limit: null, examples: [] };
}
