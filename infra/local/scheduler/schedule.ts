import { z } from 'zod';

const TargetSchema = z.object({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().default(185),
      MaximumEventAgeInSeconds: z.coerce.number().default(86_400),
    })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
});

/** A schedule as the API and CloudFormation both spell it. */
export const ScheduleSchema = z.object({
  Name: z.string().regex(/^[0-9A-Za-z\-_.]{1,64}$/),
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().optional(),
  FlexibleTimeWindow: z.object({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.coerce.number().optional(),
  }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  // Seconds since the epoch over the API, text in a template.
  StartDate: z.union([z.number(), z.string()]).optional(),
  EndDate: z.union([z.number(), z.string()]).optional(),
  Target: TargetSchema,
});
export type Schedule = z.infer<typeof ScheduleSchema>;

export interface ScheduleRecord {
  readonly schedule: Schedule;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  /** Absent when it never fires again, or not while it is disabled. */
  readonly nextFireMs?: number;
  /** From a template, and not to be found there any more: removed at the next start. */
  readonly isDeclared: boolean;
}

export function dateMs(date: number | string | undefined): number | undefined {
  if (date === undefined) return undefined;
  return typeof date === 'number' ? date * 1000 : Date.parse(date);
}
