import { z } from 'zod';
import type { DynamoDb } from './dynamodb/dynamodb.ts';
import { invalidResource } from './lambda/function-definition.ts';
import type { Messaging } from './messaging/messaging.ts';
import type { S3 } from './s3/s3.ts';
import type { Application, Resource } from './template/application.ts';

const KeySchemaSchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const TableSchema = z.object({
  KeySchema: KeySchemaSchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: KeySchemaSchema,
        Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).default([]) }),
      }),
    )
    .default([]),
  LocalSecondaryIndexes: z.undefined({ error: 'local secondary indexes are not emulated' }).optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
});

const BucketSchema = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  NotificationConfiguration: z.undefined({ error: 'bucket notifications are not emulated' }).optional(),
});

const QueueSchema = z.object({
  VisibilityTimeout: z.coerce.number().default(30),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  RedrivePolicy: z.undefined({ error: 'redrive is not emulated' }).optional(),
  FifoQueue: z.undefined({ error: 'FIFO queues are not emulated' }).optional(),
});

/** Creates what the templates declare to keep things in, or brings it up to date; what is kept stays. */
export async function provisionStorage(
  application: Application,
  { dynamodb, s3, messaging }: { dynamodb: DynamoDb; s3: S3; messaging: Messaging },
): Promise<void> {
  for (const table of application.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const { StreamSpecification, TimeToLiveSpecification, ...declared } = parsed(table, TableSchema);
    await dynamodb.ensureTable({
      name: table.name,
      keySchema: declared.KeySchema,
      attributeDefinitions: declared.AttributeDefinitions,
      globalSecondaryIndexes: declared.GlobalSecondaryIndexes,
      ...(StreamSpecification === undefined ? {} : { streamViewType: StreamSpecification.StreamViewType }),
      ...(TimeToLiveSpecification?.Enabled === true && TimeToLiveSpecification.AttributeName !== undefined
        ? { timeToLiveAttribute: TimeToLiveSpecification.AttributeName }
        : {}),
    });
  }
  for (const bucket of application.ofType('AWS::S3::Bucket')) {
    const { VersioningConfiguration } = parsed(bucket, BucketSchema);
    await s3.ensureBucket({ name: bucket.name, isVersioned: VersioningConfiguration?.Status === 'Enabled' });
  }
  for (const queue of application.ofType('AWS::SQS::Queue')) {
    const { VisibilityTimeout, MessageRetentionPeriod } = parsed(queue, QueueSchema);
    await messaging.sqs.ensureQueue({
      name: queue.name,
      visibilityTimeoutSeconds: VisibilityTimeout,
      messageRetentionSeconds: MessageRetentionPeriod,
    });
  }
  for (const topic of application.ofType('AWS::SNS::Topic')) await messaging.sns.ensureTopic({ name: topic.name });
}

function parsed<S extends z.ZodType>(resource: Resource, schema: S): z.infer<S> {
  const result = schema.safeParse(resource.properties);
  if (!result.success) throw invalidResource(resource, result.error);
  return result.data;
}
