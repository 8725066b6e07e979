import { createRandom, type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { beforeAll, describe, expect, it } from 'vitest';
import { readIndexBars } from '../../bench/definitions/index-bars.ts';
import definition from '../../model-defs/hmm-regime-model/index.ts';
import { HyperparametersSchema } from '../../model-defs/hmm-regime-model/model/hyperparameters.ts';

const { training, inference, model } = definition;
const DAY_2007 = Date.parse('2007-01-01T00:00:00Z');
const TRAINING_BARS = 2_520;

function barsOf(panel: LabelledPanel, from: number, to: number): LabelledPanel {
  return selectLabelledRows(
    panel,
    Array.from({ length: to - from }, (_, bar) => from + bar),
  );
}

async function trainUntil(panel: LabelledPanel, end: number, previous?: Uint8Array) {
  const train = barsOf(panel, end - TRAINING_BARS, end);
  const { onnx, native, state, metrics } = await training.trainer.fit(train, train, HyperparametersSchema.parse({}), {
    seed: 1,
    random: createRandom(1),
    log: { info: () => undefined },
    onRound: () => undefined,
    ...(previous === undefined ? {} : { previous }),
  });
  if (native === undefined || state === undefined) throw new Error('the trainer left no native form or no state');
  return { onnx, native, state, metrics };
}

/** Ten years of the S&P 500 to learn from, and the four that follow, 2008 among them, which nothing was fitted on. */
describe('hmm-regime-model on the S&P 500', () => {
  const panel = readIndexBars(['return_1d', 'log_volatility_20d']);
  const end = panel.decisionTime.findIndex((time) => time >= DAY_2007);
  const later = barsOf(panel, end, end + 1_008);
  let trained: Awaited<ReturnType<typeof trainUntil>>;
  beforeAll(async () => {
    trained = await trainUntil(panel, end);
  }, 120_000);

  it('calls the crash of 2008 turbulent and most of early 2007 not, by ONNX and from the state that training left', async () => {
    const session = await createOnnxSession(trained.onnx);
    const { signal, columns = {} } = await inference.predictor.predictBatch(later, {
      infer: session.run,
      log: { info: () => undefined },
      native: trained.native,
      state: trained.state,
    });
    await session.release();

    const meanBetween = (from: string, to: string) => {
      const days = [...signal.keys()].filter(
        (bar) => later.decisionTime[bar] >= Date.parse(from) && later.decisionTime[bar] < Date.parse(to),
      );
      return days.reduce((sum, bar) => sum + signal[bar], 0) / days.length;
    };
    expect(meanBetween('2008-09-15', '2008-12-31')).toBeLessThan(-0.95);
    expect(meanBetween('2007-01-03', '2007-02-26')).toBeGreaterThan(0.5);
    expect(Object.keys(columns)).toContain('forecast_2');
  });

  it('scores every bar as its native form does', async () => {
    const session = await createOnnxSession(trained.onnx);
    const rowMajor = Float32Array.from(later.features, (_, i) => later.features[(i % 2) * later.rows + (i >> 1)]);

    const served = await session.run(rowMajor, later.rows);

    await session.release();
    const native = model.create(trained.native).score(later);
    expect(Math.max(...native.map((density, i) => Math.abs(density - served[i])))).toBeLessThanOrEqual(1e-5);
  });

  it('foresees bars better than one Gaussian, and what follows turbulent ones is larger', () => {
    const score = model.create(trained.native).score(later);

    const metrics = training.evaluator.evaluate(later, score, { native: trained.native, state: trained.state });

    expect(metrics.outOfSampleLogLikelihoodGainPerBar).toBeGreaterThan(0.3);
    expect(metrics.outcomeStandardDeviationRegime2).toBeGreaterThan(1.5 * metrics.outcomeStandardDeviationRegime0);
    expect(metrics.volatilityTStatistic).toBeLessThan(-4);
  });

  it('keeps its labels when it is trained anew a year later', async () => {
    const { metrics } = await trainUntil(panel, end + 252, trained.native);

    expect(metrics.labelMatchCost).toBeLessThan(0.5);
    expect(metrics.labelMatchCostExceeded).toBe(0);
  }, 120_000);
});
