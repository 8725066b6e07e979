import { endOfDay, type InstanceId, NotFoundError, urn } from '@optaic/mlops/base';
import type { LineageEdge } from '@optaic/mlops/lineage';
import { certificateSummary, requireCertificateOf } from './certificate-subject.ts';
import { commitPlanned } from './commit-planned.ts';
import { changeInstance, type InstanceTable, readInstance } from './instance-repository.ts';
import type { Ledger, WriteContext } from './ledger.ts';
import { change, changes } from './ledger-change.ts';
import type { createLineageEdgeTable } from './lineage-edge.dynamodb.ts';
import type { createModelVersionTable } from './model-version.dynamodb.ts';
import { planStageMove, type StageMoveKind } from './plan-stage-move.ts';
import { readOne, readPage } from './reads.ts';
import {
  type ModelVersionRecord,
  ModelVersionRecordSchema,
  type PitCertificate,
  StageTransitionSchema,
} from './records.ts';
import type { ModelVersionRepository, NewModelVersion, StageMove } from './registry.ts';
import type { createRunTable } from './run.dynamodb.ts';
import { runStillRunning } from './run-still-running.ts';
import type { createStageTransitionTable } from './stage-transition.dynamodb.ts';

export interface ModelVersionTables {
  readonly modelVersions: ReturnType<typeof createModelVersionTable>;
  readonly transitions: ReturnType<typeof createStageTransitionTable>;
  readonly instances: InstanceTable;
  readonly edges: ReturnType<typeof createLineageEdgeTable>;
  readonly runs: ReturnType<typeof createRunTable>;
}

/** Registrations made again when the instance changed meanwhile: the next number is right whatever changed. */
const REGISTRATION_ATTEMPTS = 8;
/** After every instant we write. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

export function createModelVersionRepository(ledger: Ledger, tables: ModelVersionTables): ModelVersionRepository {
  const { modelVersions, transitions, instances } = tables;

  const getModelVersion: ModelVersionRepository['getModelVersion'] = async (instance, version) => {
    const found = await readOne(modelVersions.modelVersionOf(instance, version), ModelVersionRecordSchema);
    if (found) return found;
    const { latestVersion } = await readInstance(instances, instance);
    const known = latestVersion === 0 ? 'it has none yet; train it first' : `its versions are 1 to ${latestVersion}`;
    throw new NotFoundError('model_version.not_found', `no version ${version} of instance ${instance}; ${known}`);
  };

  const moveVersion = async (
    kind: StageMoveKind,
    instanceId: InstanceId,
    version: number,
    move: StageMove,
    context: WriteContext,
  ): Promise<ModelVersionRecord> => {
    await commitPlanned(ledger, context, async () => {
      const instance = await readInstance(instances, instanceId);
      const moved = await getModelVersion(instanceId, version);
      const active =
        instance.activeVersion === undefined ? undefined : await getModelVersion(instanceId, instance.activeVersion);
      return planStageMove({ kind, instance, moved, active, move, context, tables });
    });
    return getModelVersion(instanceId, version);
  };

  return {
    getModelVersion,
    listModelVersions: (instance, page) =>
      readPage(modelVersions.modelVersionsOf(instance), ModelVersionRecordSchema, 'desc', page),
    promoteModelVersion: (...parameters) => moveVersion('promote', ...parameters),
    rollBackModelVersion: (...parameters) => moveVersion('roll_back', ...parameters),
    rejectModelVersion: (...parameters) => moveVersion('reject', ...parameters),

    certifyModelVersion: async (instanceId, version, certificate, context) => {
      await commitPlanned(
        ledger,
        context,
        async () => planCertificate(await getModelVersion(instanceId, version), certificate, tables),
        { attempts: REGISTRATION_ATTEMPTS },
      );
      return getModelVersion(instanceId, version);
    },

    versionLiveOn: async (instance, effectiveOn, { knownAt = END_OF_TIME, clock = 'live' } = {}) => {
      const moves = transitions.productionMovesKnown(instance, clock, endOfDay(effectiveOn), knownAt);
      const { items } = await readPage(moves, StageTransitionSchema, 'desc', { consistent: true });
      return items[0];
    },
    listStageTransitions: (instance, page) =>
      readPage(transitions.transitionsOf(instance), StageTransitionSchema, 'desc', page),

    registerModelVersion: async (version, context) => {
      const outcome = await commitPlanned(ledger, context, () => planRegistration(version, context, tables), {
        attempts: REGISTRATION_ATTEMPTS,
      });
      return getModelVersion(version.instanceId, Number(outcome.version));
    },
  };
}

async function planRegistration(version: NewModelVersion, context: WriteContext, tables: ModelVersionTables) {
  const { actor, now } = context;
  const { instanceId, runId, onnxSha256, stage, knowledgeGrade } = version;
  const instance = await readInstance(tables.instances, instanceId);
  const record: ModelVersionRecord = { ...version, version: instance.latestVersion + 1, createdAt: now, revision: 1 };
  const transition = {
    instanceId,
    version: record.version,
    from: 'none' as const,
    to: stage,
    clock: 'live' as const,
    effectiveAt: now,
    recordedAt: now,
    actor,
    reason: `registered by run ${runId}`,
    revision: instance.revision + 1,
  };
  const conflict = {
    code: 'model_version.number_taken' as const,
    message: `version ${record.version} of instance ${instanceId} was registered by another run; try again`,
  };
  return {
    changes: [
      changeInstance(tables.instances, instance, { latestVersion: record.version, updatedAt: now }),
      change(tables.modelVersions.newModelVersion(record), conflict),
      ...(stage === 'none' ? [] : [change(tables.transitions.newTransition(transition), conflict)]),
      runStillRunning(tables.runs, runId),
      ...changes(edgesOf(record).map(tables.edges.edge)),
    ],
    activities: [
      {
        resource: urn.model(instanceId, record.version),
        action: 'model_version.created' as const,
        payload: {
          instanceId,
          version: record.version,
          stage,
          runId,
          onnxSha256,
          ...(version.imported === undefined ? {} : { importedSha256: version.imported.sha256 }),
          verdict: version.guardrails.verdict,
          knowledgeGrade,
        },
      },
    ],
    outcome: { version: record.version },
  };
}

function planCertificate(
  version: ModelVersionRecord,
  certificate: PitCertificate,
  { modelVersions, runs }: ModelVersionTables,
) {
  const { instanceId, version: number, revision } = version;
  requireCertificateOf(version.runId, certificate, `version ${number} of ${instanceId}`);
  return {
    changes: [
      change(modelVersions.nextRevision({ ...version, certificate, revision: revision + 1 }, revision), {
        code: 'model_version.changed',
        message: `version ${number} of ${instanceId} was changed meanwhile; look at it again and repeat`,
      }),
      runStillRunning(runs, certificate.auditRunId),
    ],
    activities: [
      {
        resource: urn.model(instanceId, number),
        action: 'model_version.certified' as const,
        payload: { instanceId, version: number, ...certificateSummary(certificate) },
      },
    ],
  };
}

function edgesOf(record: ModelVersionRecord): LineageEdge[] {
  const { instanceId, version, runId, definition, trainingDatasets, imported, refitOf } = record;
  const from = urn.model(instanceId, version);
  return [
    { from, to: urn.run(runId), kind: 'trained_by', runId },
    { from, to: urn.definition(definition.name, definition.version), kind: 'defined_by', runId },
    ...trainingDatasets.map((dataset) => ({
      from,
      to: urn.dataset(dataset.name, dataset.version),
      kind: 'trained_on' as const,
      runId,
    })),
    ...(imported === undefined
      ? []
      : [{ from, to: urn.artifact(imported.sha256), kind: 'derived_from' as const, runId }]),
    ...(refitOf === undefined
      ? []
      : [{ from, to: urn.model(instanceId, refitOf), kind: 'derived_from' as const, runId }]),
  ];
}
