// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { ModelVersionRecord } from './records.ts';
import { asWritten, present, sortablePadding, type TableBinding } from './table.ts';

export function createModelVersionTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'model-version', version: '1' },
      attributes: {
        instanceId: { type: 'string', required: true },
        version: { type: 'number', required: true, padding: sortablePadding },
        stage: { type: CustomAttributeType<ModelVersionRecord['stage']>('string'), required: true },
        runId: { type: 'string', required: true },
        onnxSha256: { type: 'string', required: true },
        nativeSha256: { type: 'string' },
        onnxKey: { type: 'string', required: true },
        nativeKey: { type: 'string' },
        imported: { type: CustomAttributeType<NonNullable<ModelVersionRecord['imported']>>('any') },
        signature: { type: CustomAttributeType<ModelVersionRecord['signature']>('any'), required: true },
        metrics: { type: CustomAttributeType<ModelVersionRecord['metrics']>('any'), required: true },
        hyperparameters: { type: CustomAttributeType<ModelVersionRecord['hyperparameters']>('any'), required: true },
        seed: { type: 'number', required: true },
        trainedAsOf: { type: 'string', required: true },
        trainingDatasets: { type: CustomAttributeType<ModelVersionRecord['trainingDatasets']>('any'), required: true },
        definition: { type: CustomAttributeType<ModelVersionRecord['definition']>('any'), required: true },
        refitOf: { type: 'number' },
        memory: { type: CustomAttributeType<NonNullable<ModelVersionRecord['memory']>>('any') },
        parity: { type: CustomAttributeType<ModelVersionRecord['parity']>('any'), required: true },
        baselineKey: { type: 'string', required: true },
        knowledgeGrade: { type: CustomAttributeType<ModelVersionRecord['knowledgeGrade']>('string'), required: true },
        guardrails: { type: CustomAttributeType<ModelVersionRecord['guardrails']>('any'), required: true },
        certificate: { type: CustomAttributeType<NonNullable<ModelVersionRecord['certificate']>>('any') },
        createdAt: { type: 'string', required: true },
        revision: { type: 'number', required: true },
      },
      indexes: {
        byVersion: {
          pk: { field: 'pk', composite: ['instanceId'], template: 'instance#${instanceId}', ...asWritten },
          sk: { field: 'sk', composite: ['version'], template: 'model#${version}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    modelVersionOf: (instanceId: string, version: number) => entity.get({ instanceId, version }),
    modelVersionsOf: (instanceId: string) => entity.query.byVersion({ instanceId }),
    newModelVersion: (version: ModelVersionRecord) => entity.create(present(version)),
    /** Replaces the version, if nobody changed it since this revision was read. */
    nextRevision: (version: ModelVersionRecord, previousRevision: number) =>
      entity.put(present(version)).where(({ revision }, { eq }) => eq(revision, previousRevision)),
  };
}
