import { type LabelledPanel, serveNatively } from '@optaic/mlops/base';
import xgb from '../../model-defs/xgb-signal-model/index.ts';
import {
  type Hyperparameters,
  HyperparametersSchema,
} from '../../model-defs/xgb-signal-model/model/hyperparameters.ts';
import { trainer } from '../../model-defs/xgb-signal-model/training/trainer.ts';
import { yearly } from './real-panel.ts';
import { addResults, describeResults, emptyResults, type OutOfSample, TRAINING } from './real-results.ts';

const VARIANTS: Readonly<Record<string, Partial<Hyperparameters>>> = {
  'squared error, 120 rounds': { round_selection: 'none' },
  'squared error, rounds chosen': {},
  'rank:pairwise, rounds chosen': { objective: 'rank:pairwise' },
};

export interface SignalRun {
  readonly results: OutOfSample;
  /** By year. */
  readonly rounds: readonly number[];
}

/** What xgb-signal-model would have published, refitted once a year. */
export async function walkSignal(
  panel: LabelledPanel,
  from: number,
  raw: Partial<Hyperparameters>,
): Promise<SignalRun> {
  const results = emptyResults();
  const rounds: number[] = [];
  for (const { train, test } of yearly(panel, from)) {
    const { native, metrics } = await trainer.fit(train, test, HyperparametersSchema.parse(raw), TRAINING);
    const context = serveNatively(xgb.model.create(native), test.featureNames);
    addResults(results, test, (await xgb.inference.predictor.predictBatch(test, context)).signal);
    rounds.push(metrics.rounds);
  }
  return { results, rounds };
}

export async function benchRealSignal(
  print: (line: string) => void,
  panel: LabelledPanel,
  from: number,
): Promise<void> {
  print('xgb-signal-model, out of sample, refitted once a year on the 1,260 dates before:');
  for (const [variant, raw] of Object.entries(VARIANTS)) {
    const { results, rounds } = await walkSignal(panel, from, raw);
    print(`  ${variant.padEnd(30)} ${describeResults(results)}; rounds ${rounds.join(' ')}`);
  }
}
