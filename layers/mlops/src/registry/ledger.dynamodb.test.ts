import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type ActivityDraft, verifyChain } from '@optaic/mlops/activity';
import { InstanceIdSchema, Sha256Schema, urn } from '@optaic/mlops/base';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { writing } from '../../../../test/support/registry-fixtures.ts';
import { createLedger } from './ledger.dynamodb.ts';
import type { Ledger, LedgerChange } from './ledger.ts';

const instanceId = InstanceIdSchema.parse('SPX');
const draft = (reason: string, id = instanceId): ActivityDraft => ({
  resource: urn.instance(id),
  action: 'model_instance.resumed',
  payload: { instanceId: id, reason },
});
const conflict = { code: 'thing.exists', message: 'the thing exists' } as const;
const newThing = (pk: string): LedgerChange => ({
  item: {
    Put: { TableName: 'registry', Item: { pk, sk: 'thing' }, ConditionExpression: 'attribute_not_exists(pk)' },
  },
  conflict,
});

describe('createLedger', () => {
  let embedded: EmbeddedRegistry;
  let ledger: Ledger;
  let waits: number[];

  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    ledger = createLedger({
      client: DynamoDBDocumentClient.from(embedded.client, { marshallOptions: { removeUndefinedValues: true } }),
      ...embedded.tables,
      backOff: async (attempt) => {
        waits.push(attempt);
      },
    });
    waits = [];
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const logOf = async (id: string) =>
    (await embedded.registry.activities.listActivitiesOf(urn.instance(InstanceIdSchema.parse(id)), { limit: 200 }))
      .items;

  it('commits a token once: a second commit changes nothing and finds the first outcome', async () => {
    const id = InstanceIdSchema.parse('once');
    const input = { ...writing(), activities: [draft('a', id), draft('b', id)], outcome: { version: 3 } };

    const first = await ledger.commitOnce({ ...input, changes: [newThing('once')] });
    const second = await ledger.commitOnce({ ...input, changes: [newThing('once')] });

    expect([first, second]).toEqual(['committed', 'already_committed']);
    expect(await ledger.findCommit(input)).toEqual({ version: 3 });
    expect((await logOf('once')).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('throws the conflict of the change whose condition failed, and writes none of the others', async () => {
    const id = InstanceIdSchema.parse('torn');
    await ledger.commitOnce({ ...writing(), changes: [newThing('taken')], activities: [] });

    const input = { ...writing(), changes: [newThing('free'), newThing('taken')], activities: [draft('a', id)] };

    await expect(ledger.commitOnce(input)).rejects.toMatchObject({ name: 'ConflictError', ...conflict });
    expect(await ledger.findCommit(input)).toBeUndefined();
    expect(await logOf('torn')).toEqual([]);
    await expect(ledger.commitOnce({ ...writing(), changes: [newThing('free')], activities: [] })).resolves.toBe(
      'committed',
    );
  });

  it('keeps one chain when twenty commits race for the end of a log', async () => {
    const commits = Array.from({ length: 20 }, (_, n) =>
      ledger.commitOnce({ ...writing(), changes: [], activities: [draft(`racer ${n}`), draft(`racer ${n} again`)] }),
    );

    const results = await Promise.all(commits);
    const log = await logOf(instanceId);

    expect(new Set(results)).toEqual(new Set(['committed']));
    expect(log).toHaveLength(40);
    expect(verifyChain(log)).toBeUndefined();
    expect(new Set(log.map(({ id }) => id)).size).toBe(40);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('commits one of many attempts with the same token at once', async () => {
    const id = InstanceIdSchema.parse('duplicated');
    const input = { ...writing(), changes: [newThing('duplicated')], activities: [draft('a', id)] };

    const results = await Promise.all(Array.from({ length: 10 }, () => ledger.commitOnce(input)));

    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    expect(await logOf('duplicated')).toHaveLength(1);
  });

  it('refuses a token that comes back with another fingerprint', async () => {
    const token = 'key/1';
    const first = Sha256Schema.parse('1'.repeat(64));
    await ledger.commitOnce({ ...writing({ token, fingerprint: first }), changes: [], activities: [] });

    await expect(ledger.findCommit({ token, fingerprint: first })).resolves.toEqual({});
    await expect(ledger.findCommit({ token, fingerprint: Sha256Schema.parse('2'.repeat(64)) })).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'request.idempotency_key_reused',
    });
  });

  it('refuses more than 100 items before it writes', async () => {
    const changes = Array.from({ length: 100 }, (_, n) => newThing(`many ${n}`));

    await expect(ledger.commitOnce({ ...writing(), changes, activities: [] })).rejects.toMatchObject({
      name: 'IntegrityError',
      code: 'ledger.transaction_too_large',
    });
    await expect(ledger.commitOnce({ ...writing(), changes: changes.slice(1), activities: [] })).resolves.toBe(
      'committed',
    );
  });

  describe('when DynamoDB cancels', () => {
    const faults: [string, string[], object][] = [
      [
        'a TransactionConflict at every attempt',
        ['TransactionConflict'],
        { name: 'ConflictError', code: 'activity.contended' },
      ],
      ['throttling', ['None', 'ThrottlingError'], { name: 'UnavailableError', code: 'dynamodb.unavailable' }],
      ['an item it cannot hold', ['ValidationError'], { name: 'IntegrityError', code: 'ledger.transaction_invalid' }],
    ];

    it.each(faults)('translates %s', async (_, codes, expected) => {
      const client = DynamoDBDocumentClient.from(embedded.client);
      const fault = mockClient(client);
      fault.on(GetCommand).resolves({});
      fault.on(TransactWriteCommand).rejects(
        new TransactionCanceledException({
          message: 'cancelled',
          $metadata: {},
          CancellationReasons: codes.map((Code) => ({ Code })),
        }),
      );
      const faulty = createLedger({ client, ...embedded.tables, backOff: () => Promise.resolve() });

      await expect(faulty.commitOnce({ ...writing(), changes: [], activities: [] })).rejects.toMatchObject(expected);
    });
  });
});
