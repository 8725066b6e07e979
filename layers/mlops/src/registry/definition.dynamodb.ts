// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { DefinitionRecord } from './records.ts';
import { asWritten, present, type TableBinding } from './table.ts';

export function createDefinitionTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'definition', version: '1' },
      attributes: {
        name: { type: 'string', required: true },
        version: { type: 'string', required: true },
        digest: { type: 'string', required: true },
        category: { type: CustomAttributeType<DefinitionRecord['category']>('string'), required: true },
        bundleKey: { type: 'string', required: true },
        evaluationRunId: { type: 'string', required: true },
        usable: { type: 'boolean', required: true },
        problems: { type: CustomAttributeType<DefinitionRecord['problems']>('any'), required: true },
        registeredAt: { type: 'string', required: true },
      },
      indexes: {
        byVersion: {
          pk: { field: 'pk', composite: ['name'], template: 'definition#${name}', ...asWritten },
          sk: { field: 'sk', composite: ['version'], template: 'version#${version}', ...asWritten },
        },
        all: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: [], template: 'definitions', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['name', 'version'], template: '${name}#${version}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    definitionVersion: (name: string, version: string) => entity.get({ name, version }),
    versionsOfDefinition: (name: string) => entity.query.byVersion({ name }),
    allDefinitions: () => entity.query.all({}),
    newDefinition: (definition: DefinitionRecord) => entity.create(present(definition)),
  };
}
