import type { ActivityDraft } from '@optaic/mlops/activity';
import { urn } from '@optaic/mlops/base';
import type { CommitPlan } from './commit-planned.ts';
import { changeInstance, restingStatus } from './instance-repository.ts';
import type { LedgerChange, WriteContext } from './ledger.ts';
import { change } from './ledger-change.ts';
import { nextStage, type StageAction } from './model-stage.ts';
import type { ModelVersionTables } from './model-version-repository.ts';
import type { InstanceRecord, ModelVersionRecord, StageTransition } from './records.ts';
import type { StageMove } from './registry.ts';

export type StageMoveKind = 'promote' | 'roll_back' | 'reject';

export interface StageMoveRequest {
  readonly kind: StageMoveKind;
  readonly instance: InstanceRecord;
  readonly moved: ModelVersionRecord;
  /** The version in production now. */
  readonly active: ModelVersionRecord | undefined;
  readonly move: StageMove;
  readonly context: WriteContext;
  readonly tables: Pick<ModelVersionTables, 'instances' | 'modelVersions' | 'transitions'>;
}

const ACTIVITY_OF = {
  promote: 'model_version.promoted',
  roll_back: 'model_version.rollback',
  reject: 'model_version.rejected',
  displace: 'model_version.archived',
} as const;

/**
 * One transaction for all a move changes: the version's stage, the displaced version's, the instance's active version, a
 * row of history for each. The instance's revision is the lock: of two moves at once, one finds it changed.
 */
export function planStageMove({ kind, instance, moved, active, move, context, tables }: StageMoveRequest): CommitPlan {
  const revision = instance.revision + 1;
  const step = (version: ModelVersionRecord, action: StageAction & keyof typeof ACTIVITY_OF) =>
    stageStep(version, action, revision, move, context, tables);

  const toProduction = kind !== 'reject';
  const displaced = toProduction && active ? step(active, 'displace') : undefined;
  const steps = [step(moved, kind), ...(displaced ? [displaced] : [])];

  const members = toProduction ? { activeVersion: moved.version, status: statusOnceActive(instance) } : {};
  return {
    changes: [
      changeInstance(tables.instances, instance, { ...members, updatedAt: context.now }),
      ...steps.flatMap((taken) => taken.changes),
    ],
    activities: [...steps.map(({ activity }) => activity), ...(toProduction ? [activation(moved, active)] : [])],
  };
}

function stageStep(
  version: ModelVersionRecord,
  action: StageAction & keyof typeof ACTIVITY_OF,
  revision: number,
  { reason, effectiveAt, clock }: StageMove,
  { actor, now }: WriteContext,
  tables: StageMoveRequest['tables'],
): { changes: LedgerChange[]; activity: ActivityDraft } {
  const to = nextStage(version, action);
  const from = version.stage;
  const { instanceId } = version;
  const effective = effectiveAt ?? now;
  const conflict = {
    code: 'model_version.changed' as const,
    message: `version ${version.version} of ${instanceId} is no longer in ${from}; look at it again and repeat`,
  };
  const moved = { ...version, stage: to, revision: version.revision + 1 };
  const row: StageTransition = {
    instanceId,
    version: version.version,
    from,
    to,
    clock: clock ?? (effectiveAt === undefined ? 'live' : 'simulated'),
    effectiveAt: effective,
    recordedAt: now,
    actor,
    reason,
  };
  return {
    changes: [
      change(tables.modelVersions.nextRevision(moved, version.revision), conflict),
      change(tables.transitions.newTransition({ ...row, revision }), conflict),
    ],
    activity: {
      resource: urn.model(instanceId, version.version),
      action: ACTIVITY_OF[action],
      payload: { instanceId, version: version.version, from, to, reason, effectiveAt: effective },
    },
  };
}

function activation({ instanceId, version }: ModelVersionRecord, previous?: ModelVersionRecord): ActivityDraft {
  return {
    resource: urn.instance(instanceId),
    action: 'model_instance.version_activated',
    payload: { instanceId, version, previousVersion: previous?.version },
  };
}

/** A suspended instance stays so, one in training too; any other is ready now. */
function statusOnceActive({ status }: InstanceRecord): InstanceRecord['status'] {
  return status === 'suspended' || status === 'training' ? status : restingStatus({ activeVersion: 1 });
}
