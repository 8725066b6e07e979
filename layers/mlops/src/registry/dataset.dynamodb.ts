// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { DatasetRecord } from './records.ts';
import { asWritten, type TableBinding } from './table.ts';

export function createDatasetTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'dataset', version: '1' },
      attributes: {
        name: { type: 'string', required: true },
        description: { type: 'string', required: true },
        owner: { type: 'string', required: true },
        space: { type: CustomAttributeType<DatasetRecord['space']>('string'), required: true },
        schema: { type: CustomAttributeType<DatasetRecord['schema']>('any'), required: true },
        latestVersion: { type: 'number', required: true },
        createdAt: { type: 'string', required: true },
      },
      indexes: {
        byName: {
          pk: { field: 'pk', composite: ['name'], template: 'dataset#${name}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'dataset', ...asWritten },
        },
        all: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: [], template: 'datasets', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['name'], template: '${name}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    datasetNamed: (name: string) => entity.get({ name }),
    allDatasets: () => entity.query.all({}),
    newDataset: (dataset: DatasetRecord) => entity.create(dataset),
    /** Moves the latest version on, if it is still the one before. */
    nextLatestVersion: (dataset: DatasetRecord, previousVersion: number) =>
      entity.put(dataset).where(({ latestVersion }, { eq }) => eq(latestVersion, previousVersion)),
  };
}
