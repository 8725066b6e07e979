import { InstantSchema } from '@optaic/mlops/base';
import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarNamed } from './calendar-named.ts';
import { deriveKnowledgeTime } from './derive-knowledge-time.ts';
import { knowledgeByDay } from './knowledge-by-day.ts';

const MILLISECONDS_PER_DAY = 86_400_000;

describe('knowledgeByDay', () => {
  it('says of every event what deriveKnowledgeTime says', () => {
    const tables = new Map<string, ReturnType<typeof knowledgeByDay>>();
    assert(
      property(
        constantFrom('nyse' as const, 'weekdays' as const, 'every_day' as const),
        constantFrom(0, 1, 3),
        constantFrom(0, 45),
        integer({ min: Date.parse('1990-01-01'), max: Date.parse('2099-12-01') }),
        (calendar, lagSessions, lagMinutes, time) => {
          const rule = { calendar, lagSessions, lagMinutes };
          const table = tables.get(JSON.stringify(rule)) ?? knowledgeByDay(rule);
          tables.set(JSON.stringify(rule), table);
          const row = Math.floor(time / MILLISECONDS_PER_DAY) - (table.day[0] ?? 0);
          const known = time <= (table.close[row] ?? Number.NaN) ? table.known[row] : table.knownAfter[row];
          const event = InstantSchema.parse(new Date(time).toISOString());

          expect(new Date(known ?? Number.NaN).toISOString()).toBe(
            deriveKnowledgeTime(calendarNamed(calendar), event, rule),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
