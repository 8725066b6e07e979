import { type InstanceId, type Instant, InvalidInputError, parseAsOf, type RunId } from '@optaic/mlops/base';
import { requireAuditable } from '@optaic/mlops/pipeline/audited-run';
import type { Registry, RunKind, RunRecord, WriteContext } from '@optaic/mlops/registry';
import type { ModelImport } from '@optaic/mlops/registry/model-import';
import { runIdFrom } from '@optaic/mlops/registry/run-id';

interface RunStart {
  readonly asOf?: string | undefined;
  readonly clock: RunRecord['clock'];
  /** Of a training that takes in a model made elsewhere. */
  readonly import?: ModelImport;
}

function asOfOf({ asOf, clock }: RunStart, now: Instant): Instant {
  if (asOf === undefined) {
    if (clock === 'live') return now;
    throw new InvalidInputError('run.as_of_missing', 'a simulated clock has no now: name asOf, for example 2019-12-31');
  }
  const parsed = parseAsOf(asOf);
  if (clock === 'live' && parsed > now && parsed.slice(0, 10) > now.slice(0, 10)) {
    throw new InvalidInputError('run.as_of_in_future', `asOf ${asOf} lies after now (${now})`);
  }
  return parsed;
}

/** Starts a run of an instance: pending, with its request, for the outbox to carry to its state machine. */
export async function requestInstanceRun(
  registry: Registry,
  kind: Exclude<RunKind, 'ingest'>,
  instanceId: InstanceId,
  start: RunStart,
  context: WriteContext,
): Promise<RunRecord> {
  const { asOf: _asOf, clock, ...request } = start;
  const asOf = asOfOf(start, context.now);
  await registry.instances.getInstance(instanceId);
  const id: RunId = runIdFrom(context.token);
  return registry.runs.requestRun({ id, kind, instanceId, cause: { kind: 'person' }, clock, asOf, request }, context);
}

/**
 * Starts a run that audits another one: of its kind, on its clock, as of its time.
 *
 * @throws {InvalidInputError} `run.not_auditable`.
 */
export async function requestPitAudit(
  registry: Registry,
  audited: RunRecord,
  { seed }: { readonly seed?: number | undefined },
  context: WriteContext,
): Promise<RunRecord> {
  requireAuditable(audited);
  const { id: auditedRunId, kind, instanceId, clock, asOf } = audited;
  return registry.runs.requestRun(
    {
      id: runIdFrom(context.token),
      kind,
      mode: 'pit-audit',
      ...(instanceId === undefined ? {} : { instanceId }),
      cause: { kind: 'person' },
      clock,
      asOf,
      request: { auditedRunId, ...(seed === undefined ? {} : { seed }) },
    },
    context,
  );
}
