import { dateOf, type Instant, type RunId } from '@optaic/mlops/base';
import type { UpdateFrequency } from '@optaic/mlops/registry/dataset-schema';
import type { Freshness } from './freshness.ts';
import { nextDue } from './next-due.ts';

export interface FreshnessFacts {
  /** Absent: nothing is due. */
  readonly updateFrequency?: UpdateFrequency | undefined;
  /** The newest event of the rows known at `now`; absent when none is. */
  readonly lastEvent?: Instant | undefined;
  /** The newest write, when it failed and none succeeded since. */
  readonly failedWrite?: { readonly runId: RunId; readonly at: Instant; readonly message: string } | undefined;
  /** The time that is asked about. */
  readonly now: Instant;
}

/**
 * Says whether a dataset has what is due: `error` when its newest write failed, `not_initialized` when no row is known,
 * `stale` when a later event was due and is not there, `ready` otherwise. The first that holds counts.
 */
export function judgeFreshness({ updateFrequency, lastEvent, failedWrite, now }: FreshnessFacts): Freshness {
  const dueBy =
    updateFrequency === undefined || lastEvent === undefined ? undefined : nextDue(dateOf(lastEvent), updateFrequency);
  const times = { ...(lastEvent === undefined ? {} : { lastEvent }), ...(dueBy === undefined ? {} : { dueBy }) };
  const late = dueBy !== undefined && now > dueBy;
  if (failedWrite !== undefined) {
    const { runId, at, message } = failedWrite;
    const also = late ? `, and ${lateReason(lastEvent, dueBy)}` : '';
    const reason = `run ${runId} failed to write it at ${at}: ${message}`.slice(0, 400);
    return { status: 'error', ...times, failedRunId: runId, reason: `${reason}${also}` };
  }
  if (lastEvent === undefined) return { status: 'not_initialized', reason: `no row is known by ${now}` };
  if (late) return { status: 'stale', ...times, reason: lateReason(lastEvent, dueBy) };
  const reason =
    dueBy === undefined
      ? `newest event ${lastEvent}; no later one is due at any time`
      : `newest event ${lastEvent}; a later one is due by ${dueBy}`;
  return { status: 'ready', ...times, reason };
}

function lateReason(lastEvent: Instant | undefined, dueBy: Instant): string {
  return `its newest event is ${lastEvent}, a later one was due by ${dueBy}`;
}
