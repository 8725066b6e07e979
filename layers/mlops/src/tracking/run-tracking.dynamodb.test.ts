import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { createRoundPageTable } from './round-page.dynamodb.ts';
import { createRunTracking } from './run-tracking.dynamodb.ts';

const RUN = runIdFrom('tracked');

describe('createRunTracking', () => {
  it('gives back the rounds of a run in their order, over pages', async () => {
    await using embedded = await openEmbeddedRegistry();
    const tracking = createRunTracking({ client: embedded.client, ...embedded.tables });
    const rounds = Array.from({ length: 1_001 }, (_, index) => ({
      round: index + 1,
      rounds: 1_001,
      losses: { trainRmse: 1 / (index + 1) },
    }));

    await tracking.recordRounds(RUN, rounds);
    await tracking.recordRounds(RUN, rounds);

    expect(await tracking.listRounds(RUN)).toEqual(rounds);
    expect(await tracking.listRounds(runIdFrom('another'))).toEqual([]);
  });
});

describe('createRoundPageTable', () => {
  it('keys pages by run and number', () => {
    const { roundPage } = createRoundPageTable({ table: 'tracking' });

    const { Item } = roundPage({ runId: RUN, page: 2, rounds: [{ round: 1_001, rounds: 1_001, losses: {} }] }).params();

    expect(Item).toMatchObject({ pk: `run#${RUN}`, sk: 'rounds#0000000002' });
  });
});
