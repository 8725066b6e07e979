import type { ActivityDraft } from '@optaic/mlops/activity';
import { urn } from '@optaic/mlops/base';
import type { RunRecord } from './records.ts';

type Scalar = string | number | boolean | null;
const TEXT_LIMIT = 256;
const MESSAGE_LIMIT = 1_000;

/** What a run's move tells: the action is `<kind>.<verb>`, the payload what there is to say at that point. */
export function activityOfRun(run: RunRecord, verb: 'requested' | 'started' | 'completed' | 'failed'): ActivityDraft {
  const resource = urn.run(run.id);
  const { kind, definitionDigest, modelVersion, seed } = run;
  const reference = referenceOf(run);
  switch (verb) {
    case 'requested': {
      const alertId = run.cause.kind === 'alert' ? run.cause.alertId : undefined;
      const payload = { ...reference, asOf: run.asOf, clock: run.clock, cause: run.cause.kind, alertId };
      return { resource, action: `${kind}.requested`, payload };
    }
    case 'started': {
      const payload = { ...reference, inputs: run.inputs, definitionDigest, modelVersion, seed };
      return { resource, action: `${kind}.started`, payload };
    }
    case 'completed':
      return { resource, action: `${kind}.completed`, payload: { ...reference, summary: summaryOf(run.result ?? {}) } };
    case 'failed': {
      const { name, code, message } = run.error ?? { name: 'Error', message: 'unknown' };
      const error = {
        name: name.slice(0, 128),
        code: code?.slice(0, 128),
        message: message.slice(0, MESSAGE_LIMIT),
      };
      return { resource, action: `${kind}.failed`, payload: { ...reference, error } };
    }
  }
}

function referenceOf({ id: runId, instanceId, mode }: RunRecord) {
  return { runId, instanceId, ...(mode === 'normal' ? {} : { mode }) };
}

export function cancellationOfRun(run: RunRecord, reason: string): ActivityDraft {
  const payload = { ...referenceOf(run), reason };
  return { resource: urn.run(run.id), action: `${run.kind}.cancelled`, payload };
}

/** The scalar members of a result, up to 20 with short texts, so that the payload keeps its limit. */
function summaryOf(result: Readonly<Record<string, unknown>>): Record<string, Scalar> {
  return Object.fromEntries(
    Object.entries(result)
      .filter((member): member is [string, Scalar] => isShortScalar(member[1]) && member[0].length <= 64)
      .slice(0, 20),
  );
}

function isShortScalar(value: unknown): value is Scalar {
  if (typeof value === 'string') return value.length <= TEXT_LIMIT;
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
