import type { ActivityEnvelope } from './envelope.ts';
import { hashOf } from './envelope.ts';

export interface BrokenLink {
  readonly sequence: number;
  readonly problem: string;
}

/**
 * Checks one resource's whole log: sequences 1, 2, 3… without a gap, each entry's hash over its own content, each previous
 * hash that of the entry before. An entry that was changed, dropped, inserted or swapped breaks a link; a log cut short at
 * its end does not, which is why chain heads are anchored elsewhere.
 *
 * @param activities - All entries of one resource, in the order of their sequence.
 * @returns The first broken link; undefined for an intact log, the empty one included.
 */
export function verifyChain(activities: readonly ActivityEnvelope[]): BrokenLink | undefined {
  const resource = activities[0]?.resource;
  let previous: ActivityEnvelope | undefined;

  for (const activity of activities) {
    const problem = problemOf(activity, previous, resource);
    if (problem) return { sequence: activity.sequence, problem };
    previous = activity;
  }
  return undefined;
}

function problemOf(
  activity: ActivityEnvelope,
  previous: ActivityEnvelope | undefined,
  resource: string | undefined,
): string | undefined {
  const expected = (previous?.sequence ?? 0) + 1;
  if (activity.resource !== resource) return `belongs to ${activity.resource}, the log to ${resource}`;
  if (activity.sequence !== expected) return `has sequence ${activity.sequence} where ${expected} must follow`;
  if (activity.previousHash !== previous?.hash) return 'does not carry the hash of the entry before';
  if (activity.hash !== hashOf(activity)) return 'has content that is not what was hashed';
  return undefined;
}
