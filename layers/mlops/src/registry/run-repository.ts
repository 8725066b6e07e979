import type { ActivityDraft } from '@optaic/mlops/activity';
import { type InstanceId, NotFoundError, type RunId } from '@optaic/mlops/base';
import { type CommitPlan, commitPlanned } from './commit-planned.ts';
import { changeInstance, type InstanceTable, readInstance, restingStatus } from './instance-repository.ts';
import type { Ledger, LedgerChange, WriteContext } from './ledger.ts';
import { change } from './ledger-change.ts';
import { readOne, readPage } from './reads.ts';
import { type InstanceRecord, type RunRecord, RunRecordSchema } from './records.ts';
import type { NewRun, RunRepository } from './registry.ts';
import type { createRunTable } from './run.dynamodb.ts';
import { activityOfRun, cancellationOfRun } from './run-activity.ts';
import { checkRunMove } from './run-status.ts';

export interface RunTables {
  readonly runs: ReturnType<typeof createRunTable>;
  readonly instances: InstanceTable;
}

/** Moves of a training run touch its instance, whose revision others move too. */
const MOVE_ATTEMPTS = 8;

export function createRunRepository(ledger: Ledger, { runs, instances }: RunTables): RunRepository {
  const findRun: RunRepository['findRun'] = (id) => readOne(runs.runWithId(id), RunRecordSchema);

  const getRun: RunRepository['getRun'] = async (id) => {
    const run = await findRun(id);
    if (run) return run;
    throw new NotFoundError('run.not_found', `no run ${id}; list the runs of its instance`);
  };

  /** One legal move of the run's status, its activity, and what it does to the instance's. */
  const move = async (
    id: RunId,
    members: Partial<RunRecord> & Pick<RunRecord, 'status'>,
    context: WriteContext,
    activityOf: (run: RunRecord) => ActivityDraft,
  ): Promise<RunRecord> => {
    const plan = async (): Promise<CommitPlan> => {
      const run = await getRun(id);
      checkRunMove(run, members.status);
      const next = { ...run, ...members };
      return {
        changes: [
          change(runs.nextStatus(next, run.status), {
            code: 'run.changed',
            message: `run ${id} is no longer ${run.status}; look at it again`,
          }),
          ...(await instanceChanges(next, context)),
        ],
        activities: [activityOf(next)],
      };
    };
    await commitPlanned(ledger, context, plan, { attempts: MOVE_ATTEMPTS });
    return getRun(id);
  };

  /** Only a training that makes a version shows on its instance: `training` while it runs, then what the instance is at rest. */
  const instanceChanges = async (run: RunRecord, { now }: WriteContext): Promise<LedgerChange[]> => {
    if (run.kind !== 'training' || run.mode === 'pit-audit' || run.instanceId === undefined) return [];
    const instance = await readInstance(instances, run.instanceId);
    const status = statusAfter(run, instance);
    return status === instance.status ? [] : [changeInstance(instances, instance, { status, updatedAt: now })];
  };

  return {
    findRun,
    getRun,
    listRuns: ({ instanceId, kind, status, mode, asOfFrom, asOfUntil }, page) => {
      const query = kind ? runs.runsOfKindAsOf(instanceId, kind, asOfFrom, asOfUntil) : runs.runsOf(instanceId);
      const ofStatus = status ? query.where((run, { eq }) => eq(run.status, status)) : query;
      const ofMode = mode ? ofStatus.where((run, { eq }) => eq(run.mode, mode)) : ofStatus;
      return readPage(ofMode, RunRecordSchema, 'desc', page);
    },

    requestRun: async (run, context) => {
      const record = pendingRun(run, context);
      const outcome = await commitPlanned(ledger, context, async () => {
        if (run.instanceId) await readInstance(instances, run.instanceId);
        return {
          changes: [
            change(runs.newRun(record), {
              code: 'run.exists',
              message: `run ${run.id} exists already; each request needs an id of its own`,
            }),
            ...(run.instanceId && run.mode !== 'pit-audit' ? [notSuspended(instances, run.instanceId)] : []),
          ],
          activities: [activityOfRun(record, 'requested')],
          outcome: { runId: run.id },
        };
      });
      return getRun(RunRecordSchema.shape.id.parse(outcome.runId));
    },

    startRun: (id, pins, context) =>
      move(id, { ...pins, inputs: [...pins.inputs], status: 'running', startedAt: context.now }, context, (run) =>
        activityOfRun(run, 'started'),
      ),
    completeRun: (id, result, context) =>
      move(id, { status: 'completed', result, completedAt: context.now }, context, (run) =>
        activityOfRun(run, 'completed'),
      ),
    failRun: (id, error, context) =>
      move(id, { status: 'failed', error, completedAt: context.now }, context, (run) => activityOfRun(run, 'failed')),
    cancelRun: (id, reason, context) =>
      move(id, { status: 'cancelled', completedAt: context.now }, context, (run) => cancellationOfRun(run, reason)),
  };
}

function pendingRun(run: NewRun, { actor, now }: WriteContext): RunRecord {
  return { ...run, mode: run.mode ?? 'normal', status: 'pending', actor, inputs: [], createdAt: now };
}

function notSuspended(instances: InstanceTable, id: InstanceId): LedgerChange {
  return {
    item: instances.notSuspended(id),
    conflict: {
      code: 'model_instance.suspended',
      message: `instance ${id} is suspended and takes no runs; resume it first`,
    },
  };
}

function statusAfter(run: RunRecord, instance: InstanceRecord): InstanceRecord['status'] {
  if (instance.status === 'suspended') return 'suspended';
  if (run.status === 'running') return 'training';
  const resting = restingStatus(instance);
  return run.status === 'failed' && resting === 'pending' ? 'error' : resting;
}
