import { ForbiddenError, InstantSchema, parseAsOf, urn } from '@optaic/mlops/base';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import type { InstanceRecord, Registry, StageMove } from '@optaic/mlops/registry';
import { openApiDocument } from '../openapi.ts';
import { certificateOf } from './certificate-of.ts';
import { pageRequest } from './page-request.ts';
import { requirePromotable } from './require-promotable.ts';
import type { RouteHandlers, RouteRequest } from './router.ts';
import { writeContextOf } from './write-context.ts';

export interface RegistryServices {
  readonly registry: Registry;
  readonly artifacts: Pick<ObjectStore, 'readJson'>;
}

const BEGINNING = InstantSchema.parse('2020-01-01T00:00:00.000Z');

/** The three moves take the same request. */
type MoveRequest = Omit<RouteRequest<'promoteModelVersion'>, 'query'>;

function moveOf({ body }: MoveRequest): StageMove {
  const { reason, effectiveAsOf } = body;
  return { reason, ...(effectiveAsOf === undefined ? {} : { effectiveAt: parseAsOf(effectiveAsOf) }) };
}

/** In an official space nobody approves their own work, and a machine approves nothing (four eyes, admins included). */
function requireIndependentApprover(
  { space, owner, id }: InstanceRecord,
  { caller }: MoveRequest,
  starter: string,
): void {
  if (space !== 'official') return;
  if (caller.isMachine || caller.subject === owner || caller.subject === starter) {
    throw new ForbiddenError(
      'model_version.approver_not_independent',
      `${caller.subject} owns instance ${id}, started the training run or is a machine; another approver must act in an official space`,
    );
  }
}

/** Definitions, model versions with their promotions, lineage, activities. */
export function registryRoutes({ registry, artifacts }: RegistryServices): RouteHandlers<'api-registry'> {
  const { activities, definitions, instances, lineage, modelVersions, runs } = registry;

  async function moved(
    request: MoveRequest,
    move: typeof modelVersions.promoteModelVersion,
  ): ReturnType<typeof modelVersions.promoteModelVersion> {
    const { instance, version } = request.parameters;
    const record = await instances.getInstance(instance);
    const { runId } = await modelVersions.getModelVersion(instance, version);
    requireIndependentApprover(record, request, (await runs.getRun(runId)).actor.id);
    return move(instance, version, moveOf(request), writeContextOf(request));
  }

  return {
    getHealth: async () => ({ status: 'ok' }),
    getOpenApi: async () => openApiDocument(),
    listDefinitions: ({ query }) => definitions.listDefinitions(pageRequest(query)),
    listModelVersions: async ({ parameters, query }) => {
      await instances.getInstance(parameters.instance);
      return modelVersions.listModelVersions(parameters.instance, pageRequest(query));
    },
    getModelVersion: ({ parameters }) => modelVersions.getModelVersion(parameters.instance, parameters.version),
    getModelCertificate: async ({ parameters: { instance, version } }) =>
      certificateOf(await modelVersions.getModelVersion(instance, version), urn.model(instance, version)),
    promoteModelVersion: (request) =>
      moved(request, async (instance, version, move, context) => {
        const promoted = await modelVersions.getModelVersion(instance, version);
        const record = await instances.getInstance(instance);
        await requirePromotable(record, promoted, { registry, artifacts }, context);
        return modelVersions.promoteModelVersion(instance, version, move, context);
      }),
    rollbackModelVersion: (request) => moved(request, modelVersions.rollBackModelVersion),
    rejectModelVersion: (request) => moved(request, modelVersions.rejectModelVersion),
    traceLineage: ({ parameters, query }) => lineage.traceLineage(parameters.urn, query),
    listActivities: ({ query: { resource, correlationId, ...page }, now }) => {
      if (resource !== undefined) return activities.listActivitiesOf(resource, pageRequest(page));
      if (correlationId !== undefined) return activities.listActivitiesByCorrelation(correlationId, pageRequest(page));
      return activities.listActivitiesBetween({ from: BEGINNING, until: now }, pageRequest(page));
    },
  };
}
