export { type KnowledgeRule, KnowledgeRuleSchema } from '@optaic/mlops/registry/knowledge-rule';
export type { Calendar, ShortSession } from './calendar.ts';
export * from './calendar-named.ts';
export * from './derive-knowledge-time.ts';
export { type KnowledgeByDay, knowledgeByDay } from './knowledge-by-day.ts';
export * from './nyse.ts';
export { type EarlyClose, nyseEarlyCloses } from './nyse-early-closes.ts';
export { type Holiday, nyseHolidays } from './nyse-holidays.ts';
export * from './plain-calendars.ts';
