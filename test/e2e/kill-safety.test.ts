import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnnouncedCall } from '../../infra/local/gateway/fault-plan.ts';
import { addedActivities, readActivityLog } from './support/activity-log.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { type Clients, type CycleOutcome, prepareInstance, prepareMarket, runInstance } from './support/small-cycle.ts';

/** What answers people or registers at start is no stage: a person repeats a request, CloudFormation a deployment. */
const NOT_A_STAGE = /^Edge\/|DefinitionRegister/;

/** Kills every function before its n-th call, and its next attempt after that call: each call of each stage, both sides. */
class NthCallKiller {
  call = 0;
  readonly kills = new Map<string, number>();
  #done = new Set<string>();

  aim(call: number): void {
    this.call = call;
    this.#done = new Set();
  }

  get killsInRound(): number {
    return this.#done.size;
  }

  decide({ logicalId, index, phase }: AnnouncedCall): 'continue' | 'kill-function' {
    if (index !== this.call || NOT_A_STAGE.test(logicalId)) return 'continue';
    const key = `${logicalId} ${phase}`;
    if (this.#done.has(key) || (phase === 'after' && !this.#done.has(`${logicalId} before`))) return 'continue';
    this.#done.add(key);
    const stage = logicalId.replace(/^Pipelines\//, '').replace(/Function[0-9A-F]{8}$/, '');
    this.kills.set(stage, (this.kills.get(stage) ?? 0) + 1);
    return 'kill-function';
  }
}

describe('a cycle whose functions are killed before and after each AWS call', () => {
  const killer = new NthCallKiller();
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

    let call = 0;
    do {
      call++;
      killer.aim(call);
      expect(await cycle(`kill${call}`), `killed at call ${call}`).toEqual(expected);
    } while (killer.killsInRound > 0);

    const total = [...killer.kills.values()].reduce((sum, count) => sum + count, 0);
    const stages = [...killer.kills].map(([stage, count]) => `${stage} ${count}`).toSorted();
    console.log(`kill safety: ${total} kills in ${call} rounds over ${stages.length} functions: ${stages.join(', ')}`);
    expect(stages.length).toBeGreaterThan(20);
  }, 900_000);
});
