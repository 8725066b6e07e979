import { z } from 'zod';
import { type Predictions, rowName } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

export const SignalBoundsConfigSchema = z
  .strictObject({ minimum: z.number().default(-1), maximum: z.number().default(1) })
  .refine(({ minimum, maximum }) => minimum < maximum, 'minimum must be below maximum');
export type SignalBoundsConfig = z.infer<typeof SignalBoundsConfigSchema>;

/** `signal.bounds`: every signal lies in [minimum, maximum]. Missing signals are `signal.schema`'s. */
export function checkSignalBounds(
  predictions: Predictions,
  { minimum, maximum }: SignalBoundsConfig = SignalBoundsConfigSchema.parse({}),
): Finding[] {
  const outside: number[] = [];
  let worst = 0;
  for (let row = 0; row < predictions.rows; row++) {
    const signal = predictions.signal[row] ?? Number.NaN;
    if (signal < minimum || signal > maximum) {
      outside.push(row);
      if (Math.abs(signal) > Math.abs(worst)) worst = signal;
    }
  }
  if (outside.length === 0) return [];
  return [
    {
      contract: 'signal.bounds',
      message: `${outside.length} of ${predictions.rows} signals are outside [${minimum}, ${maximum}], the furthest is ${worst}`,
      rows: outside.length,
      value: Number.isFinite(worst) ? worst : String(worst),
      limit: `[${minimum}, ${maximum}]`,
      examples: outside.slice(0, EXAMPLE_LIMIT).map((row) => rowName(predictions, row)),
    },
  ];
}
