import { describe, expect, it } from 'vitest';
import { createCommitTable } from './commit.dynamodb.ts';

const table = createCommitTable({ table: 'registry' });
const marker = {
  token: '01ARYZ6S410000000000000000/register',
  correlationId: '01ARYZ6S410000000000000000',
  committedAt: '2020-06-01T00:00:00.000Z',
  outcome: { version: 2 },
};

describe('createCommitTable', () => {
  it('commitOf reads one item', () => {
    expect(table.commitOf('01ARYZ6S410000000000000000/register').params()).toEqual({
      Key: {
        pk: 'commit#01ARYZ6S410000000000000000/register',
        sk: 'commit',
      },
      TableName: 'registry',
    });
  });

  it('newCommit refuses a committed token', () => {
    expect(table.newCommit(marker).params()).toEqual({
      Item: {
        token: '01ARYZ6S410000000000000000/register',
        correlationId: '01ARYZ6S410000000000000000',
        committedAt: '2020-06-01T00:00:00.000Z',
        outcome: {
          version: 2,
        },
        pk: 'commit#01ARYZ6S410000000000000000/register',
        sk: 'commit',
        __edb_e__: 'commit',
        __edb_v__: '1',
      },
      TableName: 'registry',
      ConditionExpression: 'attribute_not_exists(#pk) AND attribute_not_exists(#sk)',
      ExpressionAttributeNames: {
        '#pk': 'pk',
        '#sk': 'sk',
      },
    });
  });
});
