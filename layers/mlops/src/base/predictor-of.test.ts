import { describe, expect, it } from 'vitest';
import type { InferenceContext } from './definition.ts';
import type { Panel } from './panel.ts';
import { predictorOf } from './predictor-of.ts';

const context: InferenceContext = { log: { info: () => undefined }, infer: async (features) => features };

function panelOf(...decisionTime: number[]): Panel {
  const rows = decisionTime.length;
  return {
    rows,
    entity: decisionTime.map((_, row) => `A${row}`),
    decisionTime: Float64Array.from(decisionTime),
    featureNames: ['a'],
    features: new Float32Array(rows),
  };
}

const predictor = predictorOf(async ({ rows }) => ({ score: new Float32Array(rows), signal: new Float32Array(rows) }));

describe('predictorOf', () => {
  it('predicts one date, and none', async () => {
    expect((await predictor.predict(panelOf(1, 1), context)).score).toHaveLength(2);
    expect((await predictor.predict(panelOf(), context)).score).toHaveLength(0);
  });

  it('refuses several dates where one is asked for, and takes them in a batch', async () => {
    await expect(predictor.predict(panelOf(1, 1, 2), context)).rejects.toThrow('holds 2 decision times');
    expect((await predictor.predictBatch(panelOf(1, 1, 2), context)).score).toHaveLength(3);
  });
});
