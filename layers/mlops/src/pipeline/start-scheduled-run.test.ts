import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { NOW, newInstance, writing } from '../../../../test/support/registry-fixtures.ts';
import { StartScheduledRunInputSchema, startScheduledRun } from './start-scheduled-run.ts';

describe('startScheduledRun', () => {
  let embedded: EmbeddedRegistry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    await embedded.registry.instances.createInstance(newInstance('Scheduled'), writing());
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const start = (scheduledTime: string, kind = 'inference', instanceId = 'Scheduled') =>
    startScheduledRun(StartScheduledRunInputSchema.parse({ instanceId, kind, scheduledTime }), {
      registry: embedded.registry,
      now: () => NOW,
    });
  const requests = async () =>
    (await embedded.registry.runs.listRuns({ instanceId: newInstance('Scheduled').id })).items;

  it('requests one run for a scheduled time, delivered however often, as of that time', async () => {
    const outputs = [await start('2020-03-13T21:00:00Z'), await start('2020-03-13T21:00:00Z')];

    expect(outputs[0]).toEqual(outputs[1]);
    expect(await requests()).toMatchObject([
      {
        kind: 'inference',
        status: 'pending',
        clock: 'live',
        asOf: '2020-03-13T21:00:00.000Z',
        cause: { kind: 'schedule', scheduledTime: '2020-03-13T21:00:00.000Z' },
        actor: { kind: 'system', id: 'schedule-start' },
      },
    ]);
  });

  it('requests another run for another time or kind', async () => {
    const before = (await requests()).length;
    await start('2020-03-20T21:00:00Z');
    await start('2020-03-20T21:00:00Z', 'monitoring');

    expect((await requests()).length - before).toBe(2);
  });

  it('leaves a suspended instance alone', async () => {
    const { id } = await embedded.registry.instances.createInstance(newInstance('Halted'), writing());
    await embedded.registry.instances.suspendInstance(id, 'halt', writing());

    expect(await start('2020-03-13T21:00:00Z', 'inference', 'Halted')).toEqual({
      outcome: 'skipped',
      reason: 'suspended',
    });
  });

  it('fails for an instance that does not exist', async () => {
    await expect(start('2020-03-13T21:00:00Z', 'inference', 'Gone')).rejects.toMatchObject({
      code: 'model_instance.not_found',
    });
  });
});
