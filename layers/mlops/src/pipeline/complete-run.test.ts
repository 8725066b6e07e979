import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { NOW, newRun, runningRun } from '../../../../test/support/registry-fixtures.ts';
import { completeRun } from './complete-run.ts';

describe('completeRun', () => {
  let embedded: EmbeddedRegistry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  it('closes a run with its result once, however often the stage is run', async () => {
    const { registry } = embedded;
    const runId = await runningRun(registry, newRun('complete', 'training'));
    const services = { registry, now: () => NOW };

    const outputs = [
      await completeRun({ runId, result: { modelVersion: 3 } }, services),
      await completeRun({ runId, result: { modelVersion: 3 } }, services),
    ];

    expect(outputs).toEqual(Array(2).fill({ runId, status: 'completed' }));
    expect(await registry.runs.getRun(runId)).toMatchObject({ status: 'completed', result: { modelVersion: 3 } });
    const log = await registry.activities.listActivitiesByCorrelation(runId);
    expect(log.items.map(({ action }) => action)).toEqual(['training.completed']);
  });
});
