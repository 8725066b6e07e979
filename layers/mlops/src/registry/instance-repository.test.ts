import { urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { instanceWithVersions, newInstance, writing } from '../../../../test/support/registry-fixtures.ts';
import type { Registry } from './registry.ts';

describe('createInstanceRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  it('creates an instance once, pending and without a version', async () => {
    const created = await registry.instances.createInstance(newInstance('New'), writing());

    expect(created).toMatchObject({ status: 'pending', latestVersion: 0, revision: 1 });
    expect(created).not.toHaveProperty('activeVersion');
    await expect(registry.instances.createInstance(newInstance('New'), writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'model_instance.exists',
    });
    expect((await registry.instances.listInstances()).items.map(({ id }) => id)).toContain('New');
  });

  it('suspends and resumes, each with a reason in the log, and goes back to what it was', async () => {
    const id = await instanceWithVersions(registry, 'Paused', 1);
    await registry.modelVersions.promoteModelVersion(id, 1, { reason: 'first' }, writing());

    const suspended = await registry.instances.suspendInstance(id, 'market halt', writing());
    const resumed = await registry.instances.resumeInstance(id, 'reopened', writing());

    expect([suspended.status, resumed.status]).toEqual(['suspended', 'ready']);
    const log = (await registry.activities.listActivitiesOf(urn.instance(id))).items;
    expect(log.slice(-2)).toMatchObject([
      { action: 'model_instance.suspended', payload: { reason: 'market halt' } },
      { action: 'model_instance.resumed', payload: { reason: 'reopened' } },
    ]);
  });

  it('refuses to resume what is not suspended, and to suspend twice', async () => {
    const { id } = await registry.instances.createInstance(newInstance('Twice'), writing());

    await expect(registry.instances.resumeInstance(id, 'why not', writing())).rejects.toMatchObject({
      code: 'model_instance.illegal_transition',
    });
    await registry.instances.suspendInstance(id, 'once', writing());
    await expect(registry.instances.suspendInstance(id, 'again', writing())).rejects.toThrow('resume it first');
  });

  it('throws model_instance.not_found for an unknown id, which find leaves undefined', async () => {
    const { id } = newInstance('Unknown');

    await expect(registry.instances.getInstance(id)).rejects.toMatchObject({ code: 'model_instance.not_found' });
    expect(await registry.instances.findInstance(id)).toBeUndefined();
  });
});
