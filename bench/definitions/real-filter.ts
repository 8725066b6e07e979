import { type LabelledPanel, serveNatively } from '@optaic/mlops/base';
import filter from '../../model-defs/signal-filter-model/index.ts';
import {
  type Hyperparameters,
  HyperparametersSchema,
} from '../../model-defs/signal-filter-model/model/hyperparameters.ts';
import { evaluator } from '../../model-defs/signal-filter-model/training/evaluator.ts';
import { trainer } from '../../model-defs/signal-filter-model/training/trainer.ts';
import { columnOf, withColumns, yearly } from './real-panel.ts';
import { addResults, describeResults, emptyResults, TRAINING } from './real-results.ts';
import { walkSignal } from './real-signal.ts';

const VARIANTS: Readonly<Record<string, Partial<Hyperparameters>>> = {
  logistic: {},
  gbdt: { classifier: 'gbdt' },
  'logistic, turnover ≤ 10 %': { turnover_cap: 0.1 },
};

/** The primary is what xgb-signal-model would have published, out of sample; the conditions are risk features. */
export async function benchRealFilter(
  print: (line: string) => void,
  panel: LabelledPanel,
  from: number,
): Promise<void> {
  const { results: primary } = await walkSignal(panel, 1997, {});
  const published = panelOf(panel, primary.signal);
  print('signal-filter-model on xgb-signal-model as published, refitted once a year:');
  const unfiltered = emptyResults();
  for (const { test } of yearly(published, from)) addResults(unfiltered, test, columnOf(test, 'signal'));
  print(`  ${'unfiltered'.padEnd(26)} ${describeResults(unfiltered)}`);
  for (const [variant, raw] of Object.entries(VARIANTS)) {
    const results = emptyResults();
    const judged: Record<string, number>[] = [];
    for (const { train, test } of yearly(published, from)) {
      const { native } = await trainer.fit(train, test, HyperparametersSchema.parse(raw), TRAINING);
      const scorer = filter.model.create(native);
      const context = serveNatively(scorer, test.featureNames, { native });
      addResults(results, test, (await filter.inference.predictor.predictBatch(test, context)).signal);
      judged.push({ ...evaluator.evaluate(test, scorer.score(test), { native }) });
    }
    // A year in which nothing is kept has no precision.
    const mean = (name: string) => {
      const years = judged.flatMap((year) => year[name] ?? []);
      return years.reduce((sum, value) => sum + value, 0) / years.length;
    };
    print(
      `  ${variant.padEnd(26)} ${describeResults(results)}; AUC ${mean('areaUnderCurve').toFixed(3)}, Brier ${mean('brierLoss').toFixed(4)}, base rate ${mean('baseRate').toFixed(3)}, precision ${mean('precision').toFixed(3)}, kept ${mean('retainedShare').toFixed(2)}`,
    );
  }
}

/** The dates that have a published signal, with it and the risk features as columns. */
function panelOf(panel: LabelledPanel, signal: readonly number[]): LabelledPanel {
  const start = panel.rows - signal.length;
  const rest = (name: string) => columnOf(panel, name).subarray(start);
  const rows = {
    ...panel,
    rows: signal.length,
    entity: panel.entity.slice(start),
    decisionTime: panel.decisionTime.slice(start),
    labels: panel.labels.slice(start),
  };
  return withColumns(rows, {
    signal: Float32Array.from(signal),
    volatility_20d: rest('volatility_20d'),
    volatility_60d: rest('volatility_60d'),
    beta_60d: rest('beta_60d'),
    distance_52w_high: rest('distance_52w_high'),
  });
}
