import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Predictions } from '@optaic/mlops/guardrails';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from './object-store.memory.ts';
import { batchKeys, readPredictions, storePredictions } from './prediction-batch.ts';
import { withWorkbench } from './workbench.ts';

function batch(day: number, scores: readonly number[]): Predictions {
  return {
    rows: scores.length,
    entity: scores.map((_, index) => `E${index}`),
    decisionTime: new Float64Array(scores.length).fill(day),
    score: Float32Array.from(scores),
    signal: Float32Array.from(scores, (score) => score / 2),
  };
}

describe('readPredictions', () => {
  it('gives back what was stored, bit for bit, batch after batch', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'batches-'));
    const artifacts = createMemoryObjectStore();
    const keys = [0, 1].map((index) => batchKeys(runIdFrom('inference'), index).predictionKey);

    const predictions = await withWorkbench({ directory }, async (bench) => {
      await storePredictions(artifacts, keys[0] ?? '', batch(86_400_000, [0.1, 1 / 3]), bench);
      await storePredictions(artifacts, keys[1] ?? '', batch(172_800_000, [-2e-38]), bench);
      return readPredictions(artifacts, keys, bench);
    });

    expect(predictions).toEqual({
      rows: 3,
      entity: ['E0', 'E1', 'E0'],
      decisionTime: Float64Array.of(86_400_000, 86_400_000, 172_800_000),
      score: Float32Array.of(0.1, 1 / 3, -2e-38),
      signal: Float32Array.of(Math.fround(0.1) / 2, 1 / 6, -1e-38),
      columns: {},
    });
    await rm(directory, { recursive: true });
  });
});

describe('batchKeys', () => {
  it('are a function of run and batch, in the order of the batches', () => {
    const runId = runIdFrom('inference');

    expect(batchKeys(runId, 7)).toEqual({
      predictionKey: `runs/${runId}/predict/batch-007.parquet`,
      summaryKey: `runs/${runId}/predict/batch-007.json`,
      stateKey: `runs/${runId}/predict/batch-007.state.bin`,
    });
  });
});
