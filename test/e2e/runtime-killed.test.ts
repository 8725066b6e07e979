import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addedActivities, readActivityLog } from './support/activity-log.ts';
import { RestartedRuntime } from './support/restarted-runtime.ts';
import { type CycleOutcome, prepareInstance, prepareMarket, runInstance } from './support/small-cycle.ts';

const POINTS = 10;

describe('a cycle whose runtime is killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'optaic-killed-'));
  const stateDir = join(directory, 'state');
  let calls = 0;
  let expected: { outcome: CycleOutcome; activities: Record<string, number> };

  /** Prepares the instance undisturbed, then lives through its cycle with a runtime that ends at one call. */
  async function cycle(id: string, killAt: number) {
    await using calm = new RestartedRuntime(stateDir, 0);
    if (killAt === 0) await prepareMarket(calm.as('researcher'), directory);
    await prepareInstance(calm.as('researcher'), directory, id);
    await calm.stop();

    await using runtime = new RestartedRuntime(stateDir, killAt);
    const researcher = runtime.as('researcher');
    const before = await readActivityLog(researcher);
    const outcome = await runInstance({ researcher, approver: runtime.as('approver') }, id);
    const after = await readActivityLog(researcher);
    expect(after.brokenChains).toEqual([]);
    expect(after.distinctIds).toBe(after.ids);
    expect(runtime.restarts).toBe(killAt === 0 ? 0 : 1);
    calls = await runtime.stop();
    return { outcome, activities: addedActivities(before, after) };
  }

  beforeAll(async () => {
    expected = await cycle('calm', 0);
  }, 60_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('ends each time in the same digests, one version, no activity lost or doubled', async () => {
    const total = calls;
    const points = Array.from({ length: POINTS }, (_, index) => Math.ceil(((index + 0.5) * total) / POINTS));
    for (const point of points) {
      expect(await cycle(`killed${point}`, point), `killed at ${point} of ${total}`).toEqual(expected);
    }
    console.log(`runtime killed at ${points.join(', ')} of ${total} call sides`);
  }, 600_000);
});
