import { createRandom, type Logger, type TrainingContext } from '@optaic/mlops/base';
import { rankInformationCoefficientByDate, rankSkill, signalReport } from '@optaic/mlops/metrics';

const SEED = 7;
const HORIZON_DAYS = 5;
const LOG: Logger = { info: () => undefined };

/** What every training is handed. */
export const TRAINING: TrainingContext = {
  seed: SEED,
  random: createRandom(SEED),
  log: LOG,
  onRound: () => undefined,
};

/** A published signal and what came of it, all years together. */
export interface OutOfSample {
  readonly entity: string[];
  readonly decisionTime: number[];
  readonly signal: number[];
  readonly outcome: number[];
}

export function emptyResults(): OutOfSample {
  return { entity: [], decisionTime: [], signal: [], outcome: [] };
}

export interface TestedRows {
  readonly entity: readonly string[];
  readonly decisionTime: Float64Array;
  readonly labels: Float32Array;
}

export function addResults(
  results: OutOfSample,
  { entity, decisionTime, labels }: TestedRows,
  signal: Float32Array,
): void {
  for (let row = 0; row < signal.length; row++) {
    results.entity.push(entity[row]);
    results.decisionTime.push(decisionTime[row]);
    results.signal.push(signal[row]);
    results.outcome.push(labels[row]);
  }
}

/** Mean rank IC with its Newey–West error, the years in which it is above 0, and the weighted book at 5 bps a side. */
export function describeResults(results: OutOfSample): string {
  const decisionTime = Float64Array.from(results.decisionTime);
  const signal = Float64Array.from(results.signal);
  const outcome = Float64Array.from(results.outcome);
  const { metrics } = signalReport(
    { entity: results.entity, decisionTime, signal, outcome },
    { horizonDays: HORIZON_DAYS },
  );
  const skill = rankSkill({ decisionTime, signal, outcome, horizonDays: HORIZON_DAYS });
  const byYear = Map.groupBy(
    rankInformationCoefficientByDate(decisionTime, signal, outcome),
    ({ decisionTime: time }) => new Date(time).getUTCFullYear(),
  );
  const above = [...byYear.values()].filter((dates) => dates.reduce((sum, { value = 0 }) => sum + value, 0) > 0);
  return [
    `rank IC ${signed(skill.meanRankInformationCoefficient)} ± ${skill.rankInformationCoefficientStandardError.toFixed(4)}`,
    `above 0 in ${above.length} of ${byYear.size} years`,
    `gross Sharpe ${metrics.weightedSharpeRatio.toFixed(2)}, net ${metrics.netSharpeRatio.toFixed(2)}`,
    `break-even ${metrics.breakEvenCostBps.toFixed(1)} bps`,
  ].join(', ');
}

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
