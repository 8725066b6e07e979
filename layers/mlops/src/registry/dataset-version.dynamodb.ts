// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { DatasetVersionRecord } from './records.ts';
import { asWritten, present, sortablePadding, type TableBinding } from './table.ts';

export function createDatasetVersionTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'dataset-version', version: '1' },
      attributes: {
        name: { type: 'string', required: true },
        version: { type: 'number', required: true, padding: sortablePadding },
        mode: { type: CustomAttributeType<DatasetVersionRecord['mode']>('string'), required: true },
        rewrites: { type: CustomAttributeType<NonNullable<DatasetVersionRecord['rewrites']>>('any') },
        manifestKey: { type: 'string', required: true },
        contentDigest: { type: 'string', required: true },
        rows: { type: 'number', required: true },
        minEventTime: { type: 'string', required: true },
        maxEventTime: { type: 'string', required: true },
        maxKnowledgeTime: { type: 'string', required: true },
        parents: { type: CustomAttributeType<DatasetVersionRecord['parents']>('any'), required: true },
        runId: { type: 'string', required: true },
        committedAt: { type: 'string', required: true },
        validUntil: { type: 'string' },
        certificate: { type: CustomAttributeType<NonNullable<DatasetVersionRecord['certificate']>>('any') },
      },
      indexes: {
        byVersion: {
          pk: { field: 'pk', composite: ['name'], template: 'dataset#${name}', ...asWritten },
          sk: { field: 'sk', composite: ['version'], template: 'version#${version}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    versionOf: (name: string, version: number) => entity.get({ name, version }),
    versionsOf: (name: string) => entity.query.byVersion({ name }),
    newVersion: (version: DatasetVersionRecord) => entity.create(present(version)),
    /** Replaces a version by itself with another certificate, if its run made it. */
    certified: (version: DatasetVersionRecord) => {
      const madeBy: string = version.runId;
      return entity.put(present(version)).where(({ runId }, { eq }) => eq(runId, madeBy));
    },
  };
}
