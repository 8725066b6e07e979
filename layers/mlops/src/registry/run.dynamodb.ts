// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { RunKind, RunRecord, RunStatus } from './records.ts';
import { asWritten, present, type TableBinding } from './table.ts';

/** The scope of runs that belong to no instance. */
const NO_INSTANCE = '-';

export function createRunTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'run', version: '1' },
      attributes: {
        id: { type: 'string', required: true },
        kind: { type: CustomAttributeType<RunKind>('string'), required: true },
        mode: { type: CustomAttributeType<RunRecord['mode']>('string'), required: true },
        status: { type: CustomAttributeType<RunStatus>('string'), required: true },
        instanceId: { type: 'string' },
        /** The instance, or `-`: what listings are by. */
        scope: { type: 'string', required: true, hidden: true },
        actor: { type: CustomAttributeType<RunRecord['actor']>('any'), required: true },
        cause: { type: CustomAttributeType<RunRecord['cause']>('any'), required: true },
        clock: { type: CustomAttributeType<RunRecord['clock']>('string'), required: true },
        asOf: { type: 'string', required: true },
        request: { type: CustomAttributeType<RunRecord['request']>('any'), required: true },
        inputs: { type: CustomAttributeType<RunRecord['inputs']>('any'), required: true },
        definitionDigest: { type: 'string' },
        modelVersion: { type: 'number' },
        seed: { type: 'number' },
        environment: { type: CustomAttributeType<NonNullable<RunRecord['environment']>>('any') },
        createdAt: { type: 'string', required: true },
        startedAt: { type: 'string' },
        completedAt: { type: 'string' },
        error: { type: CustomAttributeType<NonNullable<RunRecord['error']>>('any') },
        result: { type: CustomAttributeType<NonNullable<RunRecord['result']>>('any') },
      },
      indexes: {
        byId: {
          pk: { field: 'pk', composite: ['id'], template: 'run#${id}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'run', ...asWritten },
        },
        byCreation: {
          index: 'gsi1',
          pk: { field: 'gsi1pk', composite: ['scope'], template: 'runs#${scope}', ...asWritten },
          sk: { field: 'gsi1sk', composite: ['createdAt', 'id'], template: '${createdAt}#${id}', ...asWritten },
        },
        byAsOf: {
          index: 'gsi2',
          pk: { field: 'gsi2pk', composite: ['scope', 'kind'], template: 'runs#${scope}#${kind}', ...asWritten },
          sk: {
            field: 'gsi2sk',
            composite: ['asOf', 'createdAt', 'id'],
            template: '${asOf}#${createdAt}#${id}',
            ...asWritten,
          },
        },
      },
    },
    binding,
  );
  const scopeOf = (instanceId: string | undefined) => instanceId ?? NO_INSTANCE;
  const itemOf = (run: RunRecord) => ({ ...present(run), scope: scopeOf(run.instanceId) });

  return {
    runWithId: (id: string) => entity.get({ id }),
    runsOf: (instanceId: string | undefined) => entity.query.byCreation({ scope: scopeOf(instanceId) }),
    /** Runs of one kind as of an interval, both ends included: `~` sorts after every creation time. */
    runsOfKindAsOf: (instanceId: string | undefined, kind: RunKind, from = '0', until = '9') =>
      entity.query
        .byAsOf({ scope: scopeOf(instanceId), kind })
        .between({ asOf: from }, { asOf: until, createdAt: '~', id: '~' }),
    newRun: (run: RunRecord) => entity.create(itemOf(run)),
    /** Replaces the run, if its status is still the one before. */
    nextStatus: (run: RunRecord, previousStatus: RunStatus) =>
      entity.put(itemOf(run)).where(({ status }, { eq }) => eq(status, previousStatus)),
    /** Not a write: a transaction with it fails unless the run is running. */
    stillRunning: (id: string) => ({
      ConditionCheck: {
        ...entity.get({ id }).params<{ TableName: string; Key: Record<string, string> }>(),
        ConditionExpression: '#status = :running',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':running': 'running' },
      },
    }),
  };
}
