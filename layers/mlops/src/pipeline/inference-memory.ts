import { type CalendarDate, InvalidInputError } from '@optaic/mlops/base';
import type { StoredState } from '@optaic/mlops/registry';
import type { InferencePlan } from './inference-plan.ts';

export interface MemoryPlan extends Pick<InferencePlan, 'memory' | 'instanceId'> {
  readonly model: Pick<InferencePlan['model'], 'version'>;
}

/**
 * The state that a batch goes on from: the latest of the plan's from before its first decision.
 *
 * @param decisions - Ascending.
 * @throws {InvalidInputError} `inference.before_state` when there is none and no bar may be skipped.
 */
export function continueFrom(
  { memory, model, instanceId }: MemoryPlan,
  decisions: readonly CalendarDate[],
): StoredState | undefined {
  const [first] = decisions;
  if (memory === undefined || first === undefined) return undefined;
  const state = memory.states.find(({ through }) => through < Date.parse(first));
  if (state !== undefined || memory.kind === 'previous') return state;
  const earliest = memory.states.at(-1);
  throw new InvalidInputError(
    'inference.before_state',
    earliest === undefined
      ? `version ${model.version} of ${instanceId} needs every bar since its training, which left no state; return one from its trainer`
      : `decision date ${first} is not after ${new Date(earliest.through).toISOString().slice(0, 10)}, the last bar that version ${model.version} of ${instanceId} was trained on; ask for later dates, or an earlier version`,
  );
}

/**
 * The decisions of a batch's frame: those asked for and, where no bar may be skipped, every trading day since the state.
 *
 * @param calendar - All trading days, ascending.
 * @returns Ascending; days that are none are left to the frame to refuse.
 */
export function framedDecisions(
  { memory }: MemoryPlan,
  {
    decisions,
    before,
    calendar,
  }: {
    readonly decisions: readonly CalendarDate[];
    readonly before: StoredState | undefined;
    readonly calendar: readonly CalendarDate[];
  },
): readonly CalendarDate[] {
  const last = decisions.at(-1);
  if (memory?.kind !== 'contiguous' || before === undefined || last === undefined) return decisions;
  const skipped = calendar.filter((day) => Date.parse(day) > before.through && day <= last);
  return [...new Set([...skipped, ...decisions])].toSorted();
}
