// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { InstanceRecord } from './records.ts';
import { asWritten, present, type TableBinding } from './table.ts';

export function createInstanceTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'model-instance', version: '1' },
      attributes: {
        id: { type: 'string', required: true },
        name: { type: 'string', required: true },
        description: { type: 'string', required: true },
        owner: { type: 'string', required: true },
        space: { type: CustomAttributeType<InstanceRecord['space']>('string'), required: true },
        definition: { type: CustomAttributeType<InstanceRecord['definition']>('any'), required: true },
        trainingDatasets: { type: CustomAttributeType<InstanceRecord['trainingDatasets']>('any'), required: true },
        labelDataset: { type: 'string', required: true },
        inferenceDatasets: { type: CustomAttributeType<InstanceRecord['inferenceDatasets']>('any'), required: true },
        outputDataset: { type: 'string', required: true },
        universe: { type: 'string', required: true },
        config: { type: CustomAttributeType<InstanceRecord['config']>('any'), required: true },
        schedules: { type: CustomAttributeType<InstanceRecord['schedules']>('any'), required: true },
        backtest: { type: CustomAttributeType<NonNullable<InstanceRecord['backtest']>>('any') },
        status: { type: CustomAttributeType<InstanceRecord['status']>('string'), required: true },
        activeVersion: { type: 'number' },
        latestVersion: { type: 'number', required: true },
        revision: { type: 'number', required: true },
        createdAt: { type: 'string', required: true },
        updatedAt: { type: 'string', required: true },
      },
      indexes: {
        byId: {
          pk: { field: 'pk', composite: ['id'], template: 'instance#${id}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'instance', ...asWritten },
        },
        all: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: [], template: 'instances', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['id'], template: '${id}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    instanceWithId: (id: string) => entity.get({ id }),
    allInstances: () => entity.query.all({}),
    newInstance: (instance: InstanceRecord) => entity.create(present(instance)),
    /** Replaces the instance, if nobody changed it since this revision was read. */
    nextRevision: (instance: InstanceRecord, previousRevision: number) =>
      entity.put(present(instance)).where(({ revision }, { eq }) => eq(revision, previousRevision)),
    /** Not a write: a transaction with it fails when the instance is suspended or gone. */
    notSuspended: (id: string) => ({
      ConditionCheck: {
        ...entity.get({ id }).params<{ TableName: string; Key: Record<string, string> }>(),
        ConditionExpression: 'attribute_exists(pk) AND #status <> :suspended',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':suspended': 'suspended' },
      },
    }),
  };
}
