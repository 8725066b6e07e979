import { DefinitionNameSchema, InstantSchema, SemanticVersionSchema, type Urn, urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { createMemoryObjectStore } from './object-store.memory.ts';
import { registerDefinition } from './register-definition.ts';
import { bundleOf, DEFINITION_SOURCE } from './test-definition.ts';

const NAME = DefinitionNameSchema.parse('mean-model');
const VERSION = SemanticVersionSchema.parse('1.0.0');
const NOW = InstantSchema.parse('2020-06-01T00:00:00.000Z');

function deployment(embedded: EmbeddedRegistry, change = '') {
  const bundle = bundleOf(`${DEFINITION_SOURCE}\n${change}`);
  const artifacts = createMemoryObjectStore();
  const digest = sha256Hex(bundle);
  const services = { registry: embedded.registry, artifacts, readBundle: async () => bundle, now: () => NOW };
  const register = (properties: Record<string, unknown> = { Name: NAME, Sha256: digest }) =>
    registerDefinition(properties, services);
  return { register, artifacts, digest, bundle };
}

async function actions(embedded: EmbeddedRegistry, resource: Urn): Promise<string[]> {
  const { items } = await embedded.registry.activities.listActivitiesOf(resource);
  return items.map(({ action }) => action);
}

describe('registerDefinition', () => {
  it('stores the bundle under its digest and records the evaluation', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register, artifacts, digest, bundle } = deployment(embedded);

    const answer = await register();

    const record = await embedded.registry.definitions.getDefinition(NAME, VERSION);
    expect(answer).toEqual({ physicalResourceId: 'definition:mean-model@1.0.0', data: { Digest: digest } });
    expect(record).toMatchObject({ digest, usable: true, problems: [], category: 'signal' });
    expect(await artifacts.read(record.bundleKey)).toEqual(bundle);
    expect(await actions(embedded, urn.run(record.evaluationRunId))).toEqual([
      'evaluation.requested',
      'evaluation.started',
      'evaluation.completed',
    ]);
    expect(await actions(embedded, urn.definition(NAME, VERSION))).toEqual(['definition.registered']);
  });

  it('changes nothing when the deployment is repeated', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register } = deployment(embedded);

    const first = await register();
    const second = await register();

    const { evaluationRunId } = await embedded.registry.definitions.getDefinition(NAME, VERSION);
    expect(second).toEqual(first);
    expect(await actions(embedded, urn.run(evaluationRunId))).toHaveLength(3);
    expect(await actions(embedded, urn.definition(NAME, VERSION))).toHaveLength(1);
  });

  it('records a definition that lacks a component as unusable, and says which', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register } = deployment(embedded, 'delete definition.monitoring;');

    await expect(register()).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'definition.component_missing',
      message: expect.stringContaining('component monitoring is missing'),
    });

    expect(await embedded.registry.definitions.findDefinition(NAME, VERSION)).toMatchObject({
      usable: false,
      problems: [expect.stringContaining('component monitoring is missing')],
    });
  });

  it('records a definition whose tests fail as unusable, with what they say', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register } = deployment(
      embedded,
      `definition.tests.push({ name: 'ranks', run: ({ assert }) => assert(false, 'the order is wrong') });`,
    );

    await expect(register()).rejects.toMatchObject({
      code: 'definition.tests_failed',
      message: expect.stringContaining('test "ranks" failed: the order is wrong'),
    });
  });

  it('refuses other bytes than were deployed, another name, and a version that is taken', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register, digest } = deployment(embedded);
    await register();

    await expect(register({ Name: NAME, Sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'definition.digest_mismatch',
    });
    await expect(register({ Name: 'another-model', Sha256: digest })).rejects.toMatchObject({
      code: 'definition.name_mismatch',
    });
    await expect(deployment(embedded, '// changed').register()).rejects.toMatchObject({
      code: 'definition.version_exists',
    });
  });

  it('records nothing of a bundle that does not say what it is', async () => {
    await using embedded = await openEmbeddedRegistry();
    const { register } = deployment(embedded, 'delete definition.version;');

    await expect(register()).rejects.toMatchObject({ code: 'definition.interface_invalid' });

    expect((await embedded.registry.definitions.listDefinitions()).items).toEqual([]);
  });
});
