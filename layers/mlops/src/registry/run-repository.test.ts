import { verifyChain } from '@optaic/mlops/activity';
import { InstantSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { NOW, newInstance, newRun, runningRun, writing } from '../../../../test/support/registry-fixtures.ts';
import type { Page, PageRequest } from './page.ts';
import type { RunRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { runIdFrom } from './run-id.ts';

describe('createRunRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const instance = async (id: string) => (await registry.instances.createInstance(newInstance(id), writing())).id;
  const logOf = async (id: RunRecord['id']) => (await registry.activities.listActivitiesOf(urn.run(id))).items;

  it('takes a run from pending to completed and tells each step', async () => {
    const run = newRun('whole life', 'ingest');
    const pending = await registry.runs.requestRun(run, writing());
    const running = await registry.runs.startRun(run.id, { inputs: [], seed: 7 }, writing());
    const completed = await registry.runs.completeRun(run.id, { rows: 3, nested: { not: 'told' } }, writing());

    expect(pending).toMatchObject({ status: 'pending', mode: 'normal', inputs: [], createdAt: NOW });
    expect(running).toMatchObject({ status: 'running', startedAt: NOW, seed: 7 });
    expect(completed).toMatchObject({
      status: 'completed',
      completedAt: NOW,
      result: { rows: 3, nested: { not: 'told' } },
    });
    const log = await logOf(run.id);
    expect(log.map(({ action }) => action)).toEqual(['ingest.requested', 'ingest.started', 'ingest.completed']);
    expect(log[2]?.payload).toEqual({ runId: run.id, summary: { rows: 3 } });
    expect(verifyChain(log)).toBeUndefined();
  });

  it('refuses a move that is not in the status machine', async () => {
    const run = newRun('illegal', 'ingest');
    await registry.runs.requestRun(run, writing());

    await expect(registry.runs.completeRun(run.id, {}, writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'run.illegal_transition',
    });
    await registry.runs.cancelRun(run.id, 'not needed', writing());
    await expect(registry.runs.startRun(run.id, { inputs: [] }, writing())).rejects.toThrow(
      'from cancelled to running',
    );
  });

  it('moves once for a token, and lets one of many rivals win', async () => {
    const runId = await runningRun(registry, newRun('rivals', 'ingest'));
    const context = writing();
    await Promise.all(Array.from({ length: 5 }, () => registry.runs.completeRun(runId, { rows: 1 }, context)));
    const rivals = await Promise.allSettled([
      registry.runs.failRun(runId, { name: 'E', message: 'm' }, writing()),
      registry.runs.cancelRun(runId, 'late', writing()),
    ]);

    expect(rivals.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await logOf(runId)).map(({ action }) => action)).toEqual([
      'ingest.requested',
      'ingest.started',
      'ingest.completed',
    ]);
  });

  it('answers a repeated request with the first run, though the second names another id', async () => {
    const context = writing();
    const first = await registry.runs.requestRun(newRun('key first', 'ingest'), context);
    const second = await registry.runs.requestRun(newRun('key second', 'ingest'), context);

    expect(second.id).toBe(first.id);
    expect(await registry.runs.findRun(runIdFrom('key second'))).toBeUndefined();
  });

  it('refuses an id that is taken by another request', async () => {
    await registry.runs.requestRun(newRun('taken', 'ingest'), writing());

    await expect(registry.runs.requestRun(newRun('taken', 'ingest'), writing())).rejects.toMatchObject({
      code: 'run.exists',
    });
  });

  it('takes no runs for a suspended instance, and again once it is resumed', async () => {
    const id = await instance('Suspended');
    await registry.instances.suspendInstance(id, 'market halt', writing());

    const request = () => registry.runs.requestRun(newRun('suspended', 'training', { instanceId: id }), writing());

    await expect(request()).rejects.toMatchObject({ name: 'ConflictError', code: 'model_instance.suspended' });
    await registry.instances.resumeInstance(id, 'reopened', writing());
    await expect(request()).resolves.toMatchObject({ status: 'pending' });
  });

  it('refuses a run of an instance that does not exist', async () => {
    const { id } = newInstance('Nowhere');

    await expect(
      registry.runs.requestRun(newRun('nowhere', 'training', { instanceId: id }), writing()),
    ).rejects.toMatchObject({ name: 'NotFoundError', code: 'model_instance.not_found' });
  });

  it('shows a training on its instance: training, then error when the first one failed', async () => {
    const id = await instance('Shown');
    const runId = await runningRun(registry, newRun('shown', 'training', { instanceId: id }));
    expect((await registry.instances.getInstance(id)).status).toBe('training');

    await registry.runs.failRun(runId, { name: 'InvalidInputError', code: 'a.b', message: 'bad' }, writing());

    expect((await registry.instances.getInstance(id)).status).toBe('error');
    expect((await logOf(runId)).at(-1)?.payload).toEqual({
      runId,
      instanceId: id,
      error: { name: 'InvalidInputError', code: 'a.b', message: 'bad' },
    });
  });

  it('shows nothing of an audit on its instance, takes it for a suspended one, and says what it is', async () => {
    const id = await instance('Audited');
    await registry.instances.suspendInstance(id, 'market halt', writing());
    const audit = newRun('audit of a run', 'training', { instanceId: id, mode: 'pit-audit' });

    const runId = await runningRun(registry, audit);

    expect((await registry.instances.getInstance(id)).status).toBe('suspended');
    await registry.instances.resumeInstance(id, 'reopened', writing());
    await registry.runs.failRun(runId, { name: 'IntegrityError', message: 'bad' }, writing());
    expect((await registry.instances.getInstance(id)).status).toBe('pending');
    const log = await logOf(runId);
    expect(log.map(({ action }) => action)).toEqual(['training.requested', 'training.started', 'training.failed']);
    for (const { payload } of log) expect(payload).toMatchObject({ mode: 'pit-audit' });
    expect((await registry.runs.listRuns({ instanceId: id, kind: 'training', mode: 'normal' })).items).toEqual([]);
    expect((await registry.runs.listRuns({ instanceId: id, kind: 'training' })).items).toHaveLength(1);
  });

  describe('listRuns', () => {
    const day = (text: string) => InstantSchema.parse(`2020-01-${text}T23:59:59.999Z`);
    const daysOf = async (list: (page: PageRequest) => Promise<Page<RunRecord>>) => {
      const pages: string[] = [];
      let nextToken: string | undefined;
      do {
        const page: Page<RunRecord> = await list({ limit: 2, ...(nextToken ? { nextToken } : {}) });
        pages.push(page.items.map(({ asOf }) => asOf.slice(8, 10)).join(' '));
        nextToken = page.nextToken;
      } while (nextToken);
      return pages.filter((page) => page !== '');
    };

    it('pages by creation, by as-of time of a kind within bounds, and by status, without losing or repeating a run', async () => {
      const instanceId = await instance('Listed');
      for (const text of ['03', '01', '05', '02', '04']) {
        const run = newRun(`listed ${text}`, 'inference', { instanceId, asOf: day(text) });
        await registry.runs.requestRun(
          run,
          writing({ now: InstantSchema.parse(`2020-06-01T00:00:0${text.slice(1)}.000Z`) }),
        );
        if (text >= '04') await registry.runs.startRun(run.id, { inputs: [] }, writing());
      }
      const listed = (filter: object) => daysOf((page) => registry.runs.listRuns({ instanceId, ...filter }, page));

      expect(await listed({})).toEqual(['05 04', '03 02', '01']);
      expect(await listed({ kind: 'inference' })).toEqual(['05 04', '03 02', '01']);
      expect(await listed({ kind: 'inference', asOfFrom: day('02'), asOfUntil: day('04') })).toEqual(['04 03', '02']);
      expect(await listed({ kind: 'training' })).toEqual([]);
      expect(await listed({ status: 'running' })).toEqual(['05 04']);
      expect(await listed({ kind: 'inference', status: 'pending' })).toEqual(['03 02', '01']);
    });

    it.each([
      [{ limit: 0 }, 'page.limit_out_of_range'],
      [{ limit: 201 }, 'page.limit_out_of_range'],
      [{ nextToken: 'not one of ours' }, 'page.token_invalid'],
    ])('refuses the page %o', async (page, code) => {
      await expect(registry.runs.listRuns({}, page)).rejects.toMatchObject({ name: 'InvalidInputError', code });
    });
  });
});
