import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addedActivities, readActivityLog } from './support/activity-log.ts';
import { CallKiller } from './support/call-killer.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { type Clients, type CycleOutcome, prepareInstance, prepareMarket, runInstance } from './support/small-cycle.ts';

describe('a cycle whose functions are killed before and after each AWS call', () => {
  const killer = new CallKiller();
  let app: EmbeddedApp;
  let clients: Clients;

  async function cycle(id: string): Promise<{ outcome: CycleOutcome; activities: Record<string, number> }> {
    const before = await readActivityLog(clients.researcher);
    await prepareInstance(clients.researcher, app.directory, id);
    const outcome = await runInstance(clients, id);
    await app.runtime.idle();
    const after = await readActivityLog(clients.researcher);
    expect(after.brokenChains).toEqual([]);
    expect(after.distinctIds).toBe(after.ids);
    return { outcome, activities: addedActivities(before, after) };
  }

  beforeAll(async () => {
    app = await openEmbeddedApp({ faultPlan: (call) => killer.decide(call) });
    clients = { researcher: app.as('researcher'), approver: app.as('approver') };
    await prepareMarket(clients.researcher, app.directory);
  }, 60_000);

  afterAll(() => app[Symbol.asyncDispose]());

  it('ends each time in the same digests, one version, no activity lost or doubled', async () => {
    const expected = await cycle('calm');
    expect(expected.outcome).toMatchObject({ modelVersions: 1, predictionVersions: 1 });

    let rounds = 0;
    while (killer.left().length > 0) {
      killer.aim();
      rounds++;
      expect(await cycle(`kill${rounds}`), `round ${rounds}`).toEqual(expected);
      expect(killer.killsInRound, `still to kill: ${killer.left()}`).toBeGreaterThan(0);
    }
    console.log(`kill safety: ${rounds} rounds, ${killer.summary()}`);
  }, 900_000);
});
