import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import {
  arn,
  type FixtureAssembly,
  lambda,
  type RoleStatement,
  ref,
  role,
  STREAM_ACTIONS,
} from '../fixtures/assembly-builder.ts';
import { startFixture } from '../fixtures/start-fixture.ts';

/** Notes the ids of every batch; refuses `bad`. */
const PICKY = `
const { appendFileSync } = require('node:fs');
exports.handler = async ({ Records }) => {
  const ids = Records.map(({ dynamodb }) => dynamodb.Keys.id.S);
  appendFileSync(process.env.FILE, ids.join(',') + '\\n');
  const bad = Records.find(({ dynamodb }) => dynamodb.Keys.id.S === 'bad');
  if (bad && process.env.REPORTS) return { batchItemFailures: [{ itemIdentifier: bad.dynamodb.SequenceNumber }] };
  if (bad) throw new Error('bad record');
};`;

const MAY_READ: RoleStatement = [STREAM_ACTIONS, { 'Fn::GetAtt': ['Table', 'StreamArn'] }];
const MAY_SEND: RoleStatement = ['sqs:SendMessage', arn('Dead')];

const streamed = (
  file: string,
  mapping: object,
  environment: object = {},
  statements: readonly RoleStatement[] = [MAY_READ, MAY_SEND],
): FixtureAssembly => ({
  functions: { picky: PICKY },
  stacks: {
    Only: {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          },
        },
        Dead: { Type: 'AWS::SQS::Queue' },
        Role: role(...statements),
        Picky: lambda('picky', 'Role', { Environment: { Variables: { FILE: file, ...environment } } }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
            FunctionName: ref('Picky'),
            StartingPosition: 'TRIM_HORIZON',
            MaximumRetryAttempts: 2,
            DestinationConfig: { OnFailure: { Destination: arn('Dead') } },
            ...mapping,
          },
        },
      },
    },
  },
});

async function batches(
  mapping: object,
  environment: object = {},
): Promise<{ seen: string[]; dead: object[]; lines: readonly string[] }> {
  const { readFileSync } = await import('node:fs');
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const file = join(mkdtempSync(join(tmpdir(), 'batches-')), 'seen');
  const { runtime, lines } = await startFixture(streamed(file, mapping, environment));
  const client = new DynamoDBClient(runtime.aws);
  const TableName = runtime.nameOf('AWS::DynamoDB::Table', 'Table');
  for (const id of ['a', 'bad', 'b']) await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  await runtime.idle();
  const dead = await runtime.messages(runtime.nameOf('AWS::SQS::Queue', 'Dead'));
  return { seen: readFileSync(file, 'utf8').trim().split('\n'), dead: dead.map(({ body }) => JSON.parse(body)), lines };
}

describe('assertDeploymentRights', () => {
  it.each([
    ['dynamodb:GetRecords', MAY_SEND],
    ['sqs:SendMessage', MAY_READ],
  ])('stops the start when a mapping’s role lacks %s', async (action, statement) => {
    await expect(startFixture(streamed('', {}, {}, [statement]))).rejects.toMatchObject({
      code: 'iam.access_denied',
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource: `),
    });
  });
});

describe('StreamConsumers', () => {
  it('gives up a bad record after its retries, tells where it was, and goes on', async () => {
    const { seen, dead } = await batches({ BatchSize: 1 });

    expect(seen).toEqual(['a', 'bad', 'bad', 'bad', 'b']);
    expect(dead).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
        DDBStreamBatchInfo: { batchSize: 1 },
      },
    ]);
  });

  it('sends again from the record that the function names', async () => {
    const { seen, dead } = await batches(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], BisectBatchOnFunctionError: true },
      { REPORTS: '1' },
    );

    expect(seen.filter((batch) => batch === 'bad')).toHaveLength(3);
    expect(seen.at(-1)).toBe('b');
    expect(seen.filter((batch) => batch.startsWith('a'))).toHaveLength(1);
    expect(dead).toHaveLength(1);
  });
});
