import { z } from 'zod';
import type { Application, Resource } from '../template/application.ts';
import { invalidResource } from './function-definition.ts';
import type { Functions } from './functions.ts';

/** A table's stream that feeds a function. */
export interface EventSourceMapping {
  /** `Stack/LogicalId`; names the durable position in the stream. */
  readonly logicalId: string;
  readonly table: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly bisectsOnError: boolean;
  readonly reportsItemFailures: boolean;
  /** -1: until the records are too old. */
  readonly maximumRetryAttempts: number;
  /** -1: as long as the stream keeps them. */
  readonly maximumRecordAgeSeconds: number;
  readonly onFailureArn?: string;
}

const STREAM_ARN = /^arn:[^:]+:dynamodb:[^:]+:\d+:table\/([^/]+)\/stream\//;

const MappingSchema = z.strictObject({
  EventSourceArn: z.string().regex(STREAM_ARN, 'only DynamoDB streams feed functions here'),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().int().min(1).max(10_000).default(100),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  Enabled: z.literal(true, { error: 'a disabled mapping is not emulated' }).default(true),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  MaximumRetryAttempts: z.coerce.number().default(-1),
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  // One shard and one batch at a time here: these two cannot matter.
  MaximumBatchingWindowInSeconds: z.coerce.number().optional(),
  ParallelizationFactor: z.coerce.number().optional(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
  Tags: z.unknown().optional(),
});

export function readEventSourceMappings(application: Application, functions: Functions): EventSourceMapping[] {
  return application.ofType('AWS::Lambda::EventSourceMapping').map((resource) => readMapping(resource, functions));
}

function readMapping(resource: Resource, functions: Functions): EventSourceMapping {
  const parsed = MappingSchema.safeParse(resource.properties);
  if (!parsed.success) throw invalidResource(resource, parsed.error);
  const declared = parsed.data;
  const onFailure = declared.DestinationConfig.OnFailure;
  return {
    logicalId: resource.key,
    table: STREAM_ARN.exec(declared.EventSourceArn)?.[1] ?? '',
    streamArn: declared.EventSourceArn,
    functionArn: functions.get(declared.FunctionName).arn,
    batchSize: declared.BatchSize,
    startingPosition: declared.StartingPosition,
    bisectsOnError: declared.BisectBatchOnFunctionError,
    reportsItemFailures: declared.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    maximumRetryAttempts: declared.MaximumRetryAttempts,
    maximumRecordAgeSeconds: declared.MaximumRecordAgeInSeconds,
    ...(onFailure === undefined ? {} : { onFailureArn: onFailure.Destination }),
  };
}
