import { type LabelledPanel, serveNatively } from '@optaic/mlops/base';
import { meanWithStandardError, rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import combiner from '../../model-defs/signal-combiner-model/index.ts';
import { HyperparametersSchema, METHODS } from '../../model-defs/signal-combiner-model/model/hyperparameters.ts';
import { trainer } from '../../model-defs/signal-combiner-model/training/trainer.ts';
import { yearly } from './real-panel.ts';
import { addResults, describeResults, emptyResults, type OutOfSample, signed, TRAINING } from './real-results.ts';

async function walkCombiner(
  panel: LabelledPanel,
  from: number,
  method: (typeof METHODS)[number],
): Promise<OutOfSample> {
  const results = emptyResults();
  for (const { train, test } of yearly(panel, from)) {
    const { native } = await trainer.fit(train, test, HyperparametersSchema.parse({ method }), TRAINING);
    const context = serveNatively(combiner.model.create(native), test.featureNames, { native });
    addResults(results, test, (await combiner.inference.predictor.predictBatch(test, context)).signal);
  }
  return results;
}

function coefficients({ decisionTime, signal, outcome }: OutOfSample): number[] {
  return rankInformationCoefficientByDate(Float64Array.from(decisionTime), signal, outcome).map(
    ({ value = 0 }) => value,
  );
}

/** The eight price features, each taken for a signal. */
export async function benchRealCombiner(
  print: (line: string) => void,
  panel: LabelledPanel,
  from: number,
): Promise<void> {
  print('signal-combiner-model on the eight price features as signals, refitted once a year:');
  const equal = await walkCombiner(panel, from, 'equal');
  for (const method of METHODS) {
    const results = method === 'equal' ? equal : await walkCombiner(panel, from, method);
    const base = coefficients(equal);
    const gain = meanWithStandardError(
      coefficients(results).map((value, date) => value - base[date]),
      4,
    );
    print(
      `  ${method.padEnd(12)} ${describeResults(results)}; over equal weights ${signed(gain?.mean ?? 0)} ± ${gain?.neweyWestStandardError?.toFixed(4)}`,
    );
  }
}
