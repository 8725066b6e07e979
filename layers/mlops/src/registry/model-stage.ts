import { ConflictError } from '@optaic/mlops/base';
import type { ModelStage, ModelVersionRecord } from './records.ts';

/** What a person does to a version; `displace` happens to the one in production when another takes its place. */
export type StageAction = 'pass_gates' | 'promote' | 'displace' | 'roll_back' | 'reject';

const MOVES: Readonly<Record<StageAction, { readonly from: ModelStage; readonly to: ModelStage }>> = {
  pass_gates: { from: 'none', to: 'staging' },
  promote: { from: 'staging', to: 'production' },
  displace: { from: 'production', to: 'archived' },
  roll_back: { from: 'archived', to: 'production' },
  reject: { from: 'staging', to: 'archived' },
};

/**
 * The stage a version goes to. There are five moves and no others: none → staging, staging → production,
 * production → archived, archived → production, staging → archived.
 *
 * @throws {ConflictError} `model_version.illegal_transition`, naming both stages, when the version is not where the move starts.
 */
export function nextStage(
  version: Pick<ModelVersionRecord, 'instanceId' | 'version' | 'stage'>,
  action: StageAction,
): ModelStage {
  const { from, to } = MOVES[action];
  if (version.stage === from) return to;
  throw new ConflictError(
    'model_version.illegal_transition',
    `version ${version.version} of ${version.instanceId} cannot go from ${version.stage} to ${to} (${action}); only a version in ${from} can`,
    { details: { from: version.stage, to, action } },
  );
}
