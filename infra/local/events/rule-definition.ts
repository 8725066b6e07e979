import { z } from 'zod';
import { isJsonObject } from '../json.ts';
import { invalidResource } from '../lambda/function-definition.ts';
import { type Application, arnOf } from '../template/application.ts';
import { compilePattern, type EventTest } from './event-pattern.ts';

export interface RuleDefinition {
  readonly arn: string;
  readonly name: string;
  /** `Stack/LogicalId` */
  readonly logicalId: string;
  readonly busName: string;
  readonly matches: EventTest;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** JSON text that replaces the event. */
  readonly input?: string;
  /** `$.detail` */
  readonly inputPath?: string;
  readonly inputTransformer?: { readonly paths: Readonly<Record<string, string>>; readonly template: string };
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly deadLetterArn?: string;
}

const TargetSchema = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().default(185),
      MaximumEventAgeInSeconds: z.coerce.number().default(86_400),
    })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
});

const RuleSchema = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.json()),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(TargetSchema).default([]),
  Tags: z.unknown().optional(),
});

/** The enabled rules; schedules are the Scheduler's. */
export function readRules(application: Application): RuleDefinition[] {
  return application.ofType('AWS::Events::Rule').flatMap((resource) => {
    const parsed = RuleSchema.safeParse(resource.properties);
    if (!parsed.success) throw invalidResource(resource, parsed.error);
    const { EventPattern, EventBusName, State, Targets } = parsed.data;
    if (State === 'DISABLED' || !isJsonObject(EventPattern)) return [];
    return [
      {
        arn: arnOf(resource) ?? resource.name,
        name: resource.name,
        logicalId: resource.key,
        busName: EventBusName.replace(/^.*event-bus\//, ''),
        matches: compilePattern(EventPattern, resource.key),
        targets: Targets.map(readTarget),
      },
    ];
  });
}

function readTarget(target: z.infer<typeof TargetSchema>): RuleTarget {
  const { Id, Arn, RoleArn, Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig } = target;
  return {
    id: Id,
    arn: Arn,
    maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
    maximumEventAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    ...(Input === undefined ? {} : { input: Input }),
    ...(InputPath === undefined ? {} : { inputPath: InputPath }),
    ...(InputTransformer === undefined
      ? {}
      : { inputTransformer: { paths: InputTransformer.InputPathsMap, template: InputTransformer.InputTemplate } }),
    ...(DeadLetterConfig === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
  };
}
