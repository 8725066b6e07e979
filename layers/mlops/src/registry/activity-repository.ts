import { type ActivityEnvelope, ActivityEnvelopeSchema } from '@optaic/mlops/activity';
import type { Instant } from '@optaic/mlops/base';
import { z } from 'zod';
import type { createActivityTable } from './activity.dynamodb.ts';
import { commitPlanned } from './commit-planned.ts';
import type { Ledger } from './ledger.ts';
import { everyItem, type Page } from './page.ts';
import { checkLimit, invalidToken, readPage } from './reads.ts';
import type { ActivityRepository } from './registry.ts';

/** Where a listing over months goes on: the month, and the place in it. */
const MonthTokenSchema = z.strictObject({ month: z.string().regex(/^\d{4}-\d{2}$/), cursor: z.string().optional() });
type MonthToken = z.infer<typeof MonthTokenSchema>;

/** Queries for one page: a long quiet interval answers with an empty page and a token to go on. */
const MONTHS_PER_PAGE = 24;

export function createActivityRepository(
  ledger: Ledger,
  activities: ReturnType<typeof createActivityTable>,
): ActivityRepository {
  const listActivitiesBetween: ActivityRepository['listActivitiesBetween'] = async ({ from, until }, request = {}) => {
    const limit = checkLimit(request.limit);
    const items: ActivityEnvelope[] = [];
    let place: MonthToken =
      request.nextToken === undefined ? { month: monthOf(until) } : readMonthToken(request.nextToken);

    for (let months = 0; months < MONTHS_PER_PAGE && place.month >= monthOf(from) && items.length < limit; months++) {
      const { month, cursor } = place;
      const page: Page<ActivityEnvelope> = await readPage(
        activities.activitiesOfMonth(month, from, until),
        ActivityEnvelopeSchema,
        'desc',
        {
          limit: limit - items.length,
          ...(cursor === undefined ? {} : { nextToken: cursor }),
        },
      );
      items.push(...page.items);
      place = page.nextToken === undefined ? { month: monthBefore(month) } : { month, cursor: page.nextToken };
    }
    return place.month < monthOf(from)
      ? { items }
      : { items, nextToken: Buffer.from(JSON.stringify(place)).toString('base64url') };
  };

  return {
    listActivitiesBetween,
    recordActivities: async (recorded, context) => {
      await commitPlanned(ledger, context, async () => ({ changes: [], activities: recorded }));
    },
    listActivitiesOf: (resource, page) =>
      readPage(activities.activitiesOf(resource), ActivityEnvelopeSchema, 'asc', { ...page, consistent: true }),
    listActivitiesByCorrelation: (correlationId, page) =>
      readPage(activities.activitiesOfCorrelation(correlationId), ActivityEnvelopeSchema, 'asc', page),
    countActivities: async (interval) => {
      const counts: Record<string, number> = {};
      for await (const { action } of everyItem((page) => listActivitiesBetween(interval, page))) {
        counts[action] = (counts[action] ?? 0) + 1;
      }
      return counts;
    },
  };
}

function readMonthToken(token: string): MonthToken {
  try {
    return MonthTokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw invalidToken(token);
  }
}

function monthOf(instant: Instant): string {
  return instant.slice(0, 7);
}

function monthBefore(month: string): string {
  const [year = 0, ordinal = 1] = month.split('-').map(Number);
  return ordinal === 1
    ? `${String(year - 1).padStart(4, '0')}-12`
    : `${month.slice(0, 4)}-${String(ordinal - 1).padStart(2, '0')}`;
}
