import type { KnowledgeGrade, KnowledgeRule } from '@optaic/mlops/registry/records';
import { describeKnowledgeRule } from '../calendar/index.ts';
import { quoteIdentifier } from '../sql.ts';
import type { EventRhythm } from './event-rhythm.ts';
import type { FileRows } from './file-rows.ts';

/** Which grade a file's knowledge times could have, and by which rule. */
export interface KnowledgeJudgement {
  /** A observed, B derived by a rule, C assumed. */
  readonly grade: 'A' | 'B' | 'C';
  readonly knowledgeGrade: KnowledgeGrade;
  readonly because: string;
  /** The rule to state, in words; absent when the times were observed. */
  readonly rule?: string;
  /** The rule for the machine, where one fits: the upload may then leave the column out. */
  readonly derivation?: KnowledgeRule;
}

/** Fewer rows cannot show whether their times follow a rule. */
const ENOUGH_ROWS = 20;
const HOUR_MS = 3_600_000;

/** Judges the knowledge times that a file has. */
export async function judgeKnowledge(rows: FileRows, event: string, knowledge: string): Promise<KnowledgeJudgement> {
  const [eventTime, knowledgeTime] = [quoteIdentifier(event), quoteIdentifier(knowledge)];
  const lag = `(epoch_ms(${knowledgeTime}) - epoch_ms(${eventTime}))`;
  const [count = 0, moments = 0, shortest = 0, longest = 0, lagsByWeekday = 0, weekdays = 0] = await rows.numbers([
    `count(${lag})`,
    `count(DISTINCT ${knowledgeTime})`,
    `min(${lag})`,
    `max(${lag})`,
    `count(DISTINCT (dayofweek(${eventTime}), ${lag}))`,
    `count(DISTINCT dayofweek(${eventTime}))`,
  ]);
  if (moments <= 1 && count > 1) {
    return {
      grade: 'C',
      knowledgeGrade: 'assumed',
      because: `"${knowledge}" is the same in every row: when the file was made, not when each row could be known`,
      rule: 'assumed: everything known when the file was made',
    };
  }
  if (shortest === longest && count > 1) {
    const hours = Number((shortest / HOUR_MS).toFixed(2));
    return {
      grade: 'B',
      knowledgeGrade: 'derived',
      because: `"${knowledge}" is "${event}" + ${hours} hours in every row: a rule made it`,
      rule: `derived: ${event} + ${hours} hours`,
    };
  }
  if (count >= ENOUGH_ROWS && lagsByWeekday <= weekdays) {
    return {
      grade: 'B',
      knowledgeGrade: 'derived',
      because: `"${knowledge}" follows from the weekday of "${event}": a rule made it`,
      rule: `derived: from the weekday of ${event}; say how`,
    };
  }
  return {
    grade: 'A',
    knowledgeGrade: 'observed',
    because: `"${knowledge}" varies against "${event}" from row to row, as observed times do`,
  };
}

/** Lags, in days, by which assumed knowledge is late enough for most publishers. */
const ASSUMED_LAG_DAYS = { daily: 1, weekly: 7, monthly: 45, quarterly: 90, irregular: 90 } as const;

/** Judges a file without knowledge times by the rhythm of its events. */
export function judgeWithoutKnowledge(event: string, rhythm: EventRhythm | undefined): KnowledgeJudgement {
  if (rhythm?.every === 'daily') {
    const derivation = { calendar: rhythm.calendar, lagSessions: 0, lagMinutes: rhythm.isTimed ? 0 : 15 };
    return {
      grade: 'B',
      knowledgeGrade: 'derived',
      because: `no column says when a row was known, but "${event}" is daily: the end of its session gives a rule`,
      rule: describeKnowledgeRule(derivation),
      derivation,
    };
  }
  const every = rhythm?.every ?? 'irregular';
  return {
    grade: 'C',
    knowledgeGrade: 'assumed',
    because: `no column says when a row was known, and events are ${every}: what is published or revised later has no rule by "${event}" alone`,
    rule: `assumed: known ${ASSUMED_LAG_DAYS[every]} days after ${event}`,
  };
}
