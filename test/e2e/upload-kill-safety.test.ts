import { writeFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { join } from 'node:path';
import { type ApiClient, ApiError, createApiClient } from '@optaic/mlops/api';
import { type DatasetName, DatasetNameSchema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everyPage } from '../../cli/every-page.ts';
import { uploadFile } from '../../cli/upload-file.ts';
import { waitForRun } from '../../cli/wait-for-run.ts';
import type { AnnouncedCall } from '../../infra/local/gateway/fault-plan.ts';
import { type ActivityLog, readActivityLog } from './support/activity-log.ts';
import { CallKiller } from './support/call-killer.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { smallDataset, UNIVERSE } from './support/small-market.ts';

type Side = 'before' | 'after';
const SIDES: readonly Side[] = ['before', 'after'];
const ROWS = 3;

/** Kills the API's function at one of the calls that it makes for an upload, counted over all of its requests. */
class ApiKiller {
  #calls = 0;
  #target: { call: number; side: Side } | undefined;
  hasKilled = false;

  aim(target?: { call: number; side: Side }): void {
    this.#calls = 0;
    this.#target = target;
    this.hasKilled = false;
  }

  decide({ logicalId, phase }: AnnouncedCall): 'continue' | 'kill-function' {
    if (!logicalId.startsWith('Edge/')) return 'continue';
    if (phase === 'before') this.#calls++;
    const isDue = this.#target?.call === this.#calls && this.#target.side === phase && !this.hasKilled;
    if (isDue) this.hasKilled = true;
    return isDue ? 'kill-function' : 'continue';
  }
}

describe('an upload that is killed before and after each of its writes', () => {
  const stages = new CallKiller();
  const api = new ApiKiller();
  let areStagesAimedAt = false;
  let app: EmbeddedApp;
  let dataset: DatasetName;
  let before: ActivityLog;
  let datasets = 0;
  let entities: string[];

  beforeAll(async () => {
    app = await openEmbeddedApp({
      faultPlan: (call) => (areStagesAimedAt ? stages.decide(call) : api.decide(call)),
    });
  }, 60_000);

  afterAll(() => app[Symbol.asyncDispose](), 60_000);

  beforeEach(async () => {
    dataset = DatasetNameSchema.parse(`killed_${++datasets}`);
    entities = [];
    await app.as('researcher').call('createDataset', { body: { ...smallDataset(UNIVERSE), name: dataset } });
    before = await readActivityLog(app.as('viewer'));
  });

  /** A file of rows that the dataset has not yet. */
  function nextFile(): string {
    const entity = `E${String(entities.length).padStart(3, '0')}`;
    entities.push(entity);
    const file = join(app.directory, `${dataset}-${entity}.csv`);
    const rows = Array.from({ length: ROWS }, (_, day) => `${entity},2020-01-0${day + 1},2020-02-01T22:00:00Z,1`);
    writeFileSync(file, ['entity,event_time,knowledge_time,member', ...rows, ''].join('\n'));
    return file;
  }

  const upload = (client: ApiClient, file: string) =>
    uploadFile(client, { dataset, file, mode: 'append', parents: [] });

  /** Uploads until the rows are in. When the run of a killed attempt has ended already, the next one finds its rows there. */
  async function landed(file: string): Promise<void> {
    const run = await waitForRun(app.as('viewer'), (await upload(app.as('researcher'), file)).id);
    if (run.status === 'failed') expect(run.error).toMatchObject({ code: 'dataset.duplicate_key' });
    else expect(run).toMatchObject({ status: 'completed', result: { version: entities.length } });
  }

  /** One version an upload, however often it was begun; every row once; chains whole. */
  async function expectWholeChain(): Promise<void> {
    await app.runtime.idle();
    const parameters = { name: dataset };
    const versions = await everyPage((nextToken) =>
      app.as('viewer').call('listDatasetVersions', { parameters, query: { nextToken } }),
    );
    expect(versions.map(({ version, rows }) => ({ version, rows })).toReversed()).toEqual(
      entities.map((_, index) => ({ version: index + 1, rows: ROWS * (index + 1) })),
    );
    const rows = await everyPage(async (nextToken) => {
      const page = await app.as('viewer').call('readRows', { parameters, query: { nextToken } });
      return 'items' in page ? page : expect.fail('rows come as a page');
    });
    expect(rows.map(({ entity }) => entity)).toEqual(entities.flatMap((entity) => Array(ROWS).fill(entity)));

    const log = await readActivityLog(app.as('viewer'));
    expect(log.brokenChains).toEqual([]);
    expect(log.distinctIds).toBe(log.ids);
    for (const action of ['ingest.completed', 'dataset.version_committed']) {
      expect((log.counts[action] ?? 0) - (before.counts[action] ?? 0), action).toBe(entities.length);
    }
  }

  it('lands once when the client dies before or after any of its requests and begins anew', async () => {
    class Killed extends Error {}
    let kills = 0;
    for (let target = 1; ; target++) {
      let isReached = false;
      for (const side of SIDES) {
        let requests = 0;
        const mortal: typeof fetch = async (...request) => {
          const isTarget = ++requests === target;
          if (isTarget && side === 'before') throw new Killed();
          const answer = await fetch(...request);
          if (isTarget) throw new Killed();
          return answer;
        };
        const client = createApiClient({
          url: app.runtime.url,
          token: app.runtime.tokens.researcher,
          fetch: mortal,
        });
        const file = nextFile();
        const outcome = await upload(client, file).then(
          () => 'sent',
          (error: unknown) => (error instanceof ApiError && error.code === 'api.unreachable' ? 'killed' : error),
        );
        isReached = outcome === 'killed';
        if (isReached) kills++;
        else expect(outcome).toBe('sent');
        await landed(file);
      }
      if (!isReached) break;
    }

    expect(kills).toBeGreaterThanOrEqual(6);
    await expectWholeChain();
  }, 300_000);

  it('lands once when the client dies in the middle of its file', async () => {
    const file = nextFile();
    const whole = Buffer.from('x'.repeat(200_000));
    const { url, headers } = await app.as('researcher').call('createUpload', {
      parameters: { name: dataset },
      body: { fileName: 'cut.csv', bytes: whole.length, sha256: sha256Hex(whole), format: 'csv' },
    });
    await new Promise<void>((resolve) => {
      const request = requestHttp(url, { method: 'PUT', headers });
      request.on('error', () => resolve());
      request.on('close', () => resolve());
      request.write(whole.subarray(0, 100_000), () => request.destroy());
    });

    await landed(file);

    await expectWholeChain();
  }, 60_000);

  it('lands once when the API dies before or after any of its calls and the client begins anew', async () => {
    let kills = 0;
    for (let call = 1; ; call++) {
      let isReached = false;
      for (const side of SIDES) {
        const file = nextFile();
        api.aim({ call, side });
        const outcome = await upload(app.as('researcher'), file).then(
          () => 'sent',
          (error: unknown) => (error instanceof ApiError && error.status >= 500 ? 'killed' : error),
        );
        isReached = api.hasKilled;
        api.aim();
        expect(outcome).toBe(isReached ? 'killed' : 'sent');
        if (isReached) kills++;
        await landed(file);
      }
      if (!isReached) break;
    }

    console.log(`upload kill safety: the API killed ${kills} times`);
    expect(kills).toBeGreaterThanOrEqual(8);
    await expectWholeChain();
  }, 600_000);

  it('lands once when its stages are killed before and after each of their calls', async () => {
    areStagesAimedAt = true;
    for (let calm = 0; calm < 2; calm++) await landed(nextFile());

    let rounds = 0;
    while (stages.left().length > 0) {
      stages.aim();
      rounds++;
      await landed(nextFile());
      await app.runtime.idle();
      expect(stages.killsInRound, `still to kill: ${stages.left()}`).toBeGreaterThan(0);
    }

    areStagesAimedAt = false;
    console.log(`upload kill safety: ${rounds} rounds, ${stages.summary()}`);
    await expectWholeChain();
  }, 900_000);
});
