import { createRandom, type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { hmmLogDensities } from '@optaic/mlops/learners/hmm';
import { type RegimeBar, walkRegimes } from '../../model-defs/hmm-regime-model/inference/walk-regimes.ts';
import { HyperparametersSchema } from '../../model-defs/hmm-regime-model/model/hyperparameters.ts';
import { decodeRegimeModel } from '../../model-defs/hmm-regime-model/model/regime-model.ts';
import { evaluator } from '../../model-defs/hmm-regime-model/training/evaluator.ts';
import { outcomeMetrics } from '../../model-defs/hmm-regime-model/training/outcome-metrics.ts';
import { trainer } from '../../model-defs/hmm-regime-model/training/trainer.ts';
import { FEATURE_SETS, HORIZON_DAYS, readIndexBars } from './index-bars.ts';

const TRAINING_BARS = 2_520;
const YEAR_BARS = 252;

type Metrics = Readonly<Record<string, number>>;

/** What a walk said, by year, and of all bars that no outcome overlaps. */
interface WalkForward {
  readonly years: readonly Metrics[];
  readonly outcomes: Readonly<Record<string, number | undefined>>;
}

async function walkForward(panel: LabelledPanel, regimes: number): Promise<WalkForward> {
  const hyperparameters = HyperparametersSchema.parse({ n_components: regimes });
  const years: Metrics[] = [];
  const bars: RegimeBar[] = [];
  let calmness: readonly number[] = [];
  let previous: Uint8Array | undefined;
  for (let from = TRAINING_BARS; from < panel.rows; from += YEAR_BARS) {
    const train = barsOf(panel, from - TRAINING_BARS, from);
    const year = barsOf(panel, from, Math.min(panel.rows, from + YEAR_BARS));
    const { native, state, metrics } = await trainer.fit(train, year, hyperparameters, {
      seed: 1,
      random: createRandom(1),
      log: { info: () => undefined },
      onRound: () => undefined,
      ...(previous === undefined ? {} : { previous }),
    });
    if (native === undefined || state === undefined) throw new Error('the trainer left no native form or no state');
    const model = decodeRegimeModel(native);
    const densities = hmmLogDensities(model.hmm, year.features, year.rows);
    years.push({ ...metrics, ...evaluator.evaluate(year, densities, { native, state }) });
    bars.push(...walkRegimes(model, densities, state).bars);
    calmness = model.calmness;
    previous = native;
  }
  // Outcomes of five days: those of every fifth bar do not overlap.
  const apart = Array.from(bars.keys()).filter((bar) => bar % HORIZON_DAYS === 0);
  const outcomes = apart.map((bar) => panel.labels[TRAINING_BARS + bar]);
  return {
    years,
    outcomes: outcomeMetrics(
      apart.map((bar) => bars[bar]),
      Float32Array.from(outcomes),
      calmness,
    ),
  };
}

function barsOf(panel: LabelledPanel, from: number, to: number): LabelledPanel {
  return selectLabelledRows(
    panel,
    Array.from({ length: to - from }, (_, bar) => from + bar),
  );
}

/** Mean over the years that have it. */
function mean(years: readonly Metrics[], name: string): number {
  const values = years.map((metrics) => metrics[name]).filter((value) => value !== undefined);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function row(features: string, regimes: number, { years, outcomes }: WalkForward): string {
  const gains = years.map(({ outOfSampleLogLikelihoodGainPerBar }) => outOfSampleLogLikelihoodGainPerBar);
  const costs = years.map(({ labelMatchCost }) => labelMatchCost).filter((cost) => cost !== undefined);
  const fixed = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '–';
  const percent = (value: number | undefined) => (value === undefined ? '–' : `${(100 * value).toFixed(2)} %`);
  const last = regimes - 1;
  return [
    features,
    String(regimes),
    fixed(mean(years, 'outOfSampleLogLikelihoodPerBar'), 3),
    fixed(mean(years, 'outOfSampleLogLikelihoodGainPerBar'), 3),
    `${gains.filter((gain) => gain > 0).length}/${years.length}`,
    `${fixed(mean(years, 'flipsPerYear'), 1)} → ${fixed(mean(years, 'debouncedFlipsPerYear'), 1)}`,
    fixed(mean(years, 'filteredSmoothedTotalVariation'), 3),
    fixed(mean(years, 'meanDetectionLagDays'), 1),
    `${fixed(mean(years, 'labelMatchCost'), 2)}, ${fixed(Math.max(...costs), 2)}`,
    `${percent(outcomes.outcomeStandardDeviationRegime0)}, ${percent(outcomes[`outcomeStandardDeviationRegime${last}`])}`,
    fixed(outcomes.volatilityTStatistic, 1),
    `${percent(outcomes.meanOutcomeRegime0)}, ${percent(outcomes[`meanOutcomeRegime${last}`])}`,
    fixed(outcomes.returnTStatistic, 1),
  ].join(' | ');
}

/**
 * What a quant has without any regimes: a normal of mean 0 whose variance is exponentially weighted, over the same bars.
 *
 * @see RiskMetrics Technical Document, 1996: a decay of 0.94 for daily returns.
 */
function exponentiallyWeightedLogLikelihood({ features, rows }: LabelledPanel): number {
  let variance = features.subarray(0, 20).reduce((sum, move) => sum + move * move, 0) / 20;
  let sum = 0;
  for (let bar = 20; bar < rows; bar++) {
    const square = features[bar] ** 2;
    if (bar >= TRAINING_BARS) sum -= 0.5 * (Math.log(2 * Math.PI * variance) + square / variance);
    variance = 0.94 * variance + 0.06 * square;
  }
  return sum / (rows - TRAINING_BARS);
}

/**
 * What hmm-regime-model achieves out of sample on the S&P 500. Every year it is trained anew on the ten years before, its
 * labels matched to the version before, and filters the year that follows, which nothing was fitted on.
 */
export async function benchRealRegimes(print: (line: string) => void): Promise<void> {
  const weighted = exponentiallyWeightedLogLikelihood(readIndexBars(['return_1d']));
  print(`return_1d, exponentially weighted variance (0.94), no regimes: ${weighted.toFixed(3)} a bar`);
  print(
    'features | regimes | log-lik. a bar | gain | years with gain | flips a year, debounced | hindsight | lag | match cost, worst | deviation of 5-day returns, calm and turbulent | t of size | mean 5-day return, calm and turbulent | t of return',
  );
  for (const featureNames of FEATURE_SETS) {
    const panel = readIndexBars(featureNames);
    for (const regimes of [2, 3, 4]) {
      print(row(featureNames.join(' + '), regimes, await walkForward(panel, regimes)));
    }
  }
}
