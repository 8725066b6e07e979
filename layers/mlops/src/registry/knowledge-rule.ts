import { z } from 'zod';

/** Whose days count as business days: the New York Stock Exchange's, Monday to Friday, or all. */
export const CalendarNameSchema = z.enum(['nyse', 'weekdays', 'every_day']);
export type CalendarName = z.infer<typeof CalendarNameSchema>;

/** When a row can first be known, from what it is about: after the close of the event's session, so many sessions and minutes later. */
export const KnowledgeRuleSchema = z.strictObject({
  calendar: CalendarNameSchema,
  /** Sessions between the event's session and the one after whose close the row is known. */
  lagSessions: z.int().min(0).max(250).default(0),
  /** Minutes after that close. */
  lagMinutes: z.int().min(0).max(10_080).default(0),
});
export type KnowledgeRule = z.infer<typeof KnowledgeRuleSchema>;
