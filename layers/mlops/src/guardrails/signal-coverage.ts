import { z } from 'zod';
import { dateName, type Predictions, rowsByDecision } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

export const SignalCoverageConfigSchema = z.strictObject({
  /** Least share of the universe with a signal on each date: a loss above 35 % fails, as in alphalens. */
  minimumShare: z.number().min(0).max(1).default(0.65),
});
export type SignalCoverageConfig = z.infer<typeof SignalCoverageConfigSchema>;

/**
 * `signal.coverage`: on each decision date at least `minimumShare` of the universe has a signal.
 *
 * @param expected - Members of the universe by decision time (milliseconds since the epoch); a date without predictions
 *   has coverage 0, an empty universe is not covered either.
 */
export function checkSignalCoverage(
  predictions: Predictions,
  expected: ReadonlyMap<number, number>,
  { minimumShare }: SignalCoverageConfig = SignalCoverageConfigSchema.parse({}),
): Finding[] {
  const predicted = rowsByDecision(predictions);
  const thin: string[] = [];
  let worst = 1;
  let missing = 0;
  for (const [time, members] of expected) {
    const covered = predicted.get(time)?.length ?? 0;
    const share = members === 0 ? 0 : covered / members;
    if (share >= minimumShare) continue;
    thin.push(`${dateName(time)} ${covered} of ${members}`);
    missing += Math.max(0, members - covered);
    worst = Math.min(worst, share);
  }
  if (thin.length === 0) return [];
  return [
    {
      contract: 'signal.coverage',
      message: `${thin.length} of ${expected.size} dates cover less than ${minimumShare} of their universe, the least is ${worst.toFixed(3)}`,
      rows: missing,
      value: worst,
      limit: minimumShare,
      examples: thin.slice(0, EXAMPLE_LIMIT),
    },
  ];
}
