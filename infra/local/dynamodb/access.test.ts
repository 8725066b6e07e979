import { describe, expect, it } from 'vitest';
import { describeDynamoDbAccess } from './access.ts';

const account = { accountId: '111122223333', region: 'us-east-1' };
const arn = (name: string) => `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`;
const needs = (operation: string, body: Record<string, unknown>) =>
  describeDynamoDbAccess(operation, body, account).map(({ action, resource }) => [action, resource]);

describe('describeDynamoDbAccess', () => {
  it('asks for the operation on the table, named or by its ARN', () => {
    expect(needs('GetItem', { TableName: 'registry' })).toEqual([['dynamodb:GetItem', arn('registry')]]);
    expect(needs('GetItem', { TableName: arn('registry') })).toEqual([['dynamodb:GetItem', arn('registry')]]);
  });

  it('asks for a query of an index on the index', () => {
    expect(needs('Query', { TableName: 'registry', IndexName: 'gsi1' })).toEqual([
      ['dynamodb:Query', `${arn('registry')}/index/gsi1`],
    ]);
  });

  it('asks for what each item of a transaction does, once', () => {
    const TransactItems = [
      { Put: { TableName: 'activity' } },
      { Put: { TableName: 'activity' } },
      { Update: { TableName: 'registry' } },
      { Delete: { TableName: 'registry' } },
      { ConditionCheck: { TableName: 'registry' } },
    ];

    expect(needs('TransactWriteItems', { TransactItems })).toEqual([
      ['dynamodb:PutItem', arn('activity')],
      ['dynamodb:UpdateItem', arn('registry')],
      ['dynamodb:DeleteItem', arn('registry')],
      ['dynamodb:ConditionCheckItem', arn('registry')],
    ]);
    expect(needs('TransactGetItems', { TransactItems: [{ Get: { TableName: 'registry' } }] })).toEqual([
      ['dynamodb:GetItem', arn('registry')],
    ]);
  });

  it('asks for a batch on each of its tables', () => {
    expect(needs('BatchGetItem', { RequestItems: { a: {}, b: {} } })).toEqual([
      ['dynamodb:BatchGetItem', arn('a')],
      ['dynamodb:BatchGetItem', arn('b')],
    ]);
  });
});
