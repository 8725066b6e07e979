import { urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { writing } from '../../../../test/support/registry-fixtures.ts';
import { DefinitionRecordSchema } from './records.ts';
import type { Registry } from './registry.ts';
import { runIdFrom } from './run-id.ts';

const definition = (version: string, digest = 'a', usable = true) => {
  const { registeredAt, ...record } = DefinitionRecordSchema.parse({
    name: 'xgb-signal-model',
    version,
    digest: digest.repeat(64),
    category: 'signal',
    bundleKey: `definitions/xgb-signal-model/${version}/${digest}.js`,
    evaluationRunId: runIdFrom(version),
    usable,
    problems: usable ? [] : ['has no monitoring component'],
    registeredAt: '2020-01-01T00:00:00.000Z',
  });
  return record;
};

describe('createDefinitionRepository', () => {
  let embedded: EmbeddedRegistry;
  let definitions: Registry['definitions'];
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    definitions = embedded.registry.definitions;
    for (const version of ['1.9.0', '1.10.0']) await definitions.registerDefinition(definition(version), writing());
    await definitions.registerDefinition(definition('2.0.0', 'b', false), writing());
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const { name } = definition('1.9.0');

  it('gives the highest usable version by number, not by text, when none is named', async () => {
    expect(await definitions.getDefinition(name)).toMatchObject({ version: '1.10.0' });
    expect(await definitions.getDefinition(name, definition('2.0.0').version)).toMatchObject({ usable: false });
    expect((await definitions.listDefinitions()).items).toHaveLength(3);
  });

  it('registers the same bundle once, and refuses another under the same version', async () => {
    await definitions.registerDefinition(definition('1.9.0'), writing());

    const { version } = definition('1.9.0');
    expect((await embedded.registry.activities.listActivitiesOf(urn.definition(name, version))).items).toHaveLength(1);
    await expect(definitions.registerDefinition(definition('1.9.0', 'c'), writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'definition.version_exists',
    });
  });

  it('says what is registered when a definition or version is missing', async () => {
    await expect(definitions.getDefinition(name, definition('3.0.0').version)).rejects.toThrow(
      'no version 3.0.0 of definition xgb-signal-model; registered: 1.10.0, 1.9.0, 2.0.0 (unusable)',
    );
    const unknown = DefinitionRecordSchema.shape.name.parse('unknown-model');
    await expect(definitions.getDefinition(unknown)).rejects.toMatchObject({ code: 'definition.not_found' });
  });
});
