import type { LabelledPanel, RandomGenerator } from '@optaic/mlops/base';

const DAY_MILLISECONDS = 86_400_000;
/** Deviation of the day's return by regime. */
const DEVIATIONS = [0.005, 0.02];
/** Chance of leaving a regime, a bar. */
const LEAVING = [0.01, 0.03];

export interface PlantedBars {
  readonly panel: LabelledPanel;
  /** The true regime of each bar: 0 calm, 1 turbulent. */
  readonly truth: readonly number[];
}

/** Two regimes of a market, of which every bar shows a return and a spread that widens with turbulence. */
export function plantedBars(random: RandomGenerator, rows: number, { missingShare = 0 } = {}): PlantedBars {
  const normal = normalFrom(random);
  const truth: number[] = [];
  for (let bar = 0; bar < rows; bar++) {
    const before = truth[bar - 1] ?? 0;
    truth.push(random() < LEAVING[before] ? 1 - before : before);
  }
  const returns = truth.map((regime) => DEVIATIONS[regime] * normal());
  const spreads = truth.map((regime) => 1 + regime + 0.5 * normal());
  const features = Float32Array.from([...returns, ...spreads], (value) =>
    random() < missingShare ? Number.NaN : value,
  );
  return {
    panel: {
      rows,
      entity: truth.map(() => 'MARKET'),
      decisionTime: Float64Array.from(truth, (_, bar) => bar * DAY_MILLISECONDS),
      featureNames: ['return_1d', 'spread'],
      features,
      labels: Float32Array.from(truth, (regime) => DEVIATIONS[regime] * normal()),
    },
    truth,
  };
}

/** Standard normal, by Box and Muller. */
export function normalFrom(random: RandomGenerator): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The bars from one to another. */
export function someBars(panel: LabelledPanel, from: number, to: number): LabelledPanel {
  const columns = panel.featureNames.map((_, f) => panel.features.slice(f * panel.rows + from, f * panel.rows + to));
  return {
    rows: to - from,
    entity: panel.entity.slice(from, to),
    decisionTime: panel.decisionTime.slice(from, to),
    featureNames: panel.featureNames,
    features: Float32Array.from(columns.flatMap((column) => [...column])),
    labels: panel.labels.slice(from, to),
  };
}
