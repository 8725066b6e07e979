// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import { asWritten, present, type TableBinding } from './table.ts';
import type { TrialRecord } from './trial-record.ts';

export function createTrialTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'trial', version: '1' },
      attributes: {
        id: { type: 'string', required: true },
        line: { type: 'string', required: true },
        identity: { type: CustomAttributeType<TrialRecord['identity']>('any'), required: true },
        instanceId: { type: 'string', required: true },
        backtestInstanceId: { type: 'string', required: true },
        runId: { type: 'string', required: true },
        walk: { type: CustomAttributeType<TrialRecord['walk']>('any'), required: true },
        costBps: { type: 'number', required: true },
        holdingPeriods: { type: 'number', required: true },
        periodsPerYear: { type: 'number', required: true },
        observations: { type: 'number', required: true },
        metrics: { type: CustomAttributeType<TrialRecord['metrics']>('any'), required: true },
        series: { type: CustomAttributeType<TrialRecord['series']>('any'), required: true },
        firstRecordedAt: { type: 'string', required: true },
        recordedAt: { type: 'string', required: true },
        revision: { type: 'number', required: true },
      },
      indexes: {
        byLine: {
          pk: { field: 'pk', composite: ['line'], template: 'research-line#${line}', ...asWritten },
          sk: { field: 'sk', composite: ['id'], template: 'trial#${id}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    trialOf: (line: string, id: string) => entity.get({ line, id }),
    trialsOf: (line: string) => entity.query.byLine({ line }),
    newTrial: (trial: TrialRecord) => entity.create(present(trial)),
    /** Replaces the trial, if nobody back-tested it since this revision was read. */
    nextRevision: (trial: TrialRecord, previousRevision: number) =>
      entity.put(present(trial)).where(({ revision }, { eq }) => eq(revision, previousRevision)),
  };
}
