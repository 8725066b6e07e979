import { verifyChain } from '@optaic/mlops/activity';
import type { ApiClient } from '@optaic/mlops/api';
import { everyPage } from '../../../cli/every-page.ts';

export interface ActivityLog {
  /** How many of each action. */
  readonly counts: Readonly<Record<string, number>>;
  readonly ids: number;
  readonly distinctIds: number;
  readonly brokenChains: readonly string[];
}

/** Reads every activity there is and checks every chain. */
export async function readActivityLog(client: ApiClient): Promise<ActivityLog> {
  const activities = await everyPage((nextToken) =>
    client.call('listActivities', { query: { limit: 200, nextToken } }),
  );
  const counts: Record<string, number> = {};
  for (const { action } of activities) counts[action] = (counts[action] ?? 0) + 1;
  const chains = Map.groupBy(activities, ({ resource }) => resource);
  const broken = [...chains].filter(([, log]) => verifyChain(log.toSorted((a, b) => a.sequence - b.sequence)));
  return {
    counts,
    ids: activities.length,
    distinctIds: new Set(activities.map(({ id }) => id)).size,
    brokenChains: broken.map(([resource]) => resource),
  };
}

/** What was added between two readings, by action. */
export function addedActivities(before: ActivityLog, after: ActivityLog): Record<string, number> {
  const added = Object.entries(after.counts).map(
    ([action, count]) => [action, count - (before.counts[action] ?? 0)] as const,
  );
  return Object.fromEntries(added.filter(([, count]) => count !== 0).toSorted(([a], [b]) => a.localeCompare(b)));
}
