import { ConflictError, type InstanceId, NotFoundError, urn } from '@optaic/mlops/base';
import { commitPlanned } from './commit-planned.ts';
import type { createInstanceTable } from './instance.dynamodb.ts';
import type { Ledger, LedgerChange } from './ledger.ts';
import { change } from './ledger-change.ts';
import { readOne, readPage } from './reads.ts';
import { type InstanceRecord, InstanceRecordSchema } from './records.ts';
import type { InstanceRepository } from './registry.ts';

export type InstanceTable = ReturnType<typeof createInstanceTable>;

/** The instance, strongly consistent. @throws {NotFoundError} `model_instance.not_found` */
export async function readInstance(instances: InstanceTable, id: InstanceId): Promise<InstanceRecord> {
  const instance = await readOne(instances.instanceWithId(id), InstanceRecordSchema);
  if (instance) return instance;
  throw new NotFoundError('model_instance.not_found', `no instance ${id}; create it first, or list the instances`);
}

/** Replaces an instance as it was read with changed members, one revision on. */
export function changeInstance(
  instances: InstanceTable,
  instance: InstanceRecord,
  members: Partial<InstanceRecord> & Pick<InstanceRecord, 'updatedAt'>,
): LedgerChange {
  const next = { ...instance, ...members, revision: instance.revision + 1 };
  return change(instances.nextRevision(next, instance.revision), {
    code: 'model_instance.changed',
    message: `instance ${instance.id} changed since revision ${instance.revision} was read; look at it again and repeat`,
  });
}

/** What an instance is when no training runs: ready once a version is in production. */
export function restingStatus({ activeVersion }: Pick<InstanceRecord, 'activeVersion'>): 'ready' | 'pending' {
  return activeVersion === undefined ? 'pending' : 'ready';
}

export function createInstanceRepository(ledger: Ledger, instances: InstanceTable): InstanceRepository {
  const setSuspended = async (
    id: InstanceId,
    reason: string,
    suspend: boolean,
    context: Parameters<InstanceRepository['suspendInstance']>[2],
  ) => {
    await commitPlanned(ledger, context, async () => {
      const instance = await readInstance(instances, id);
      if ((instance.status === 'suspended') === suspend) throw illegalTransition(instance, suspend);
      const status = suspend ? 'suspended' : restingStatus(instance);
      return {
        changes: [changeInstance(instances, instance, { status, updatedAt: context.now })],
        activities: [
          {
            resource: urn.instance(id),
            action: suspend ? 'model_instance.suspended' : 'model_instance.resumed',
            payload: { instanceId: id, reason },
          },
        ],
      };
    });
    return readInstance(instances, id);
  };

  return {
    findInstance: (id) => readOne(instances.instanceWithId(id), InstanceRecordSchema),
    getInstance: (id) => readInstance(instances, id),
    listInstances: (page) => readPage(instances.allInstances(), InstanceRecordSchema, 'asc', page),
    suspendInstance: (id, reason, context) => setSuspended(id, reason, true, context),
    resumeInstance: (id, reason, context) => setSuspended(id, reason, false, context),

    createInstance: async (instance, context) => {
      const { now } = context;
      const record: InstanceRecord = {
        ...instance,
        status: 'pending',
        latestVersion: 0,
        revision: 1,
        createdAt: now,
        updatedAt: now,
      };
      await commitPlanned(ledger, context, async () => ({
        changes: [
          change(instances.newInstance(record), {
            code: 'model_instance.exists',
            message: `instance ${instance.id} exists already; choose another id`,
          }),
        ],
        activities: [
          {
            resource: urn.instance(instance.id),
            action: 'model_instance.created',
            payload: { instanceId: instance.id, space: instance.space, definition: instance.definition },
          },
        ],
      }));
      return readInstance(instances, instance.id);
    },
  };
}

function illegalTransition({ id, status }: InstanceRecord, suspend: boolean): ConflictError {
  const wish = suspend ? 'suspended again' : 'resumed';
  return new ConflictError(
    'model_instance.illegal_transition',
    `instance ${id} is ${status} and cannot be ${wish}; ${suspend ? 'resume it first' : 'only a suspended one can'}`,
  );
}
