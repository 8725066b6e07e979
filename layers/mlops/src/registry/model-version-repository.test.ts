import { verifyChain } from '@optaic/mlops/activity';
import { CalendarDateSchema, InstantSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import {
  instanceWithVersions,
  newCertificate,
  newInstance,
  newModelVersion,
  newRun,
  runningRun,
  writing,
} from '../../../../test/support/registry-fixtures.ts';
import type { Registry } from './registry.ts';

const move = { reason: 'better on every gate' };
const date = (text: string) => CalendarDateSchema.parse(text);
const instant = (text: string) => InstantSchema.parse(text);

describe('createModelVersionRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const stagesOf = async (id: Parameters<Registry['modelVersions']['listModelVersions']>[0]) =>
    (await registry.modelVersions.listModelVersions(id)).items.map(({ version, stage }) => `${version} ${stage}`);

  it('numbers versions 1, 2, 3 and writes their lineage', async () => {
    const id = await instanceWithVersions(registry, 'Numbered', 3);

    const trace = await registry.lineage.traceLineage(urn.model(id, 3), { direction: 'upstream', depth: 1 });

    expect(await stagesOf(id)).toEqual(['3 staging', '2 staging', '1 staging']);
    expect(trace.edges.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
      'defined_by definition:xgb-signal-model@1.0.0',
      expect.stringMatching(/^trained_by run:/),
      'trained_on dataset:features@1',
    ]);
  });

  it('registers one version for a run, whatever is retried or duplicated', async () => {
    const id = (await registry.instances.createInstance(newInstance('Retried'), writing())).id;
    const runId = await runningRun(registry, newRun('retried', 'training', { instanceId: id }));
    const context = writing({ token: `${runId}/register` });

    const registered = await Promise.all(
      Array.from({ length: 5 }, () => registry.modelVersions.registerModelVersion(newModelVersion(id, runId), context)),
    );

    expect(registered.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1]);
    expect(await stagesOf(id)).toEqual(['1 staging']);
  });

  it('gives concurrent runs numbers of their own', async () => {
    const id = (await registry.instances.createInstance(newInstance('Concurrent'), writing())).id;
    const runIds = await Promise.all(
      ['a', 'b', 'c'].map((name) => runningRun(registry, newRun(`concurrent ${name}`, 'training', { instanceId: id }))),
    );

    const versions = await Promise.all(
      runIds.map((runId) => registry.modelVersions.registerModelVersion(newModelVersion(id, runId), writing())),
    );

    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
  });

  it('registers nothing for a run that is over', async () => {
    const id = (await registry.instances.createInstance(newInstance('Zombie'), writing())).id;
    const runId = await runningRun(registry, newRun('zombie', 'training', { instanceId: id }));
    await registry.runs.failRun(runId, { name: 'States.Timeout', message: 'too slow' }, writing());

    await expect(
      registry.modelVersions.registerModelVersion(newModelVersion(id, runId), writing()),
    ).rejects.toMatchObject({ name: 'ConflictError', code: 'run.not_running' });
    expect(await stagesOf(id)).toEqual([]);
  });

  it('promotes, archives the displaced version, rolls back and rejects, each in one transaction with its activities', async () => {
    const id = await instanceWithVersions(registry, 'Moved', 3);
    const { promoteModelVersion, rollBackModelVersion, rejectModelVersion } = registry.modelVersions;

    await promoteModelVersion(id, 1, move, writing());
    await promoteModelVersion(id, 2, move, writing());
    expect(await stagesOf(id)).toEqual(['3 staging', '2 production', '1 archived']);

    await rollBackModelVersion(id, 1, { reason: 'version 2 drifts' }, writing());
    await rejectModelVersion(id, 3, { reason: 'no better' }, writing());
    expect(await stagesOf(id)).toEqual(['3 archived', '2 archived', '1 production']);
    expect(await registry.instances.getInstance(id)).toMatchObject({
      activeVersion: 1,
      status: 'ready',
      latestVersion: 3,
    });

    const log = (await registry.activities.listActivitiesOf(urn.model(id, 1))).items;
    expect(log.map(({ action }) => action)).toEqual([
      'model_version.created',
      'model_version.promoted',
      'model_version.archived',
      'model_version.rollback',
    ]);
    const instanceLog = (await registry.activities.listActivitiesOf(urn.instance(id))).items;
    expect(instanceLog.filter(({ action }) => action === 'model_instance.version_activated')).toHaveLength(3);
    expect([verifyChain(log), verifyChain(instanceLog)]).toEqual([undefined, undefined]);
  });

  it('refuses an illegal move with both stages named, and changes nothing', async () => {
    const id = await instanceWithVersions(registry, 'Illegal', 2);
    await registry.modelVersions.promoteModelVersion(id, 1, move, writing());

    await expect(registry.modelVersions.promoteModelVersion(id, 1, move, writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'model_version.illegal_transition',
      details: { from: 'production', to: 'production', action: 'promote' },
    });
    await expect(registry.modelVersions.rollBackModelVersion(id, 2, move, writing())).rejects.toThrow('staging');
    await expect(registry.modelVersions.getModelVersion(id, 9)).rejects.toMatchObject({
      code: 'model_version.not_found',
    });
    expect(await stagesOf(id)).toEqual(['2 staging', '1 production']);
  });

  it('answers a repeated promotion by its token, though the move would now be illegal', async () => {
    const id = await instanceWithVersions(registry, 'Repeated', 1);
    const context = writing();
    await registry.modelVersions.promoteModelVersion(id, 1, move, context);

    const again = await registry.modelVersions.promoteModelVersion(id, 1, move, context);

    expect(again.stage).toBe('production');
    expect((await registry.modelVersions.listStageTransitions(id)).items).toHaveLength(2);
  });

  it('has exactly one production version after twenty concurrent promotions, and a chain that verifies', async () => {
    const id = await instanceWithVersions(registry, 'Contended', 20);

    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => registry.modelVersions.promoteModelVersion(id, n + 1, move, writing())),
    );

    const versions = (await registry.modelVersions.listModelVersions(id)).items;
    const live = versions.filter(({ stage }) => stage === 'production');
    const lost = results.filter((result) => result.status === 'rejected');
    const log = (await registry.activities.listActivitiesOf(urn.instance(id), { limit: 200 })).items;
    expect(live).toHaveLength(1);
    expect((await registry.instances.getInstance(id)).activeVersion).toBe(live[0]?.version);
    expect(verifyChain(log)).toBeUndefined();
    expect(log.filter(({ action }) => action === 'model_instance.version_activated')).toHaveLength(20 - lost.length);
    for (const { reason } of lost) expect(reason).toMatchObject({ name: 'ConflictError' });
  });

  it('answers which version was live on a date, as known at a time', async () => {
    const id = await instanceWithVersions(registry, 'Bitemporal', 3);
    const { promoteModelVersion, versionLiveOn } = registry.modelVersions;
    const record = (version: number, effectiveAt: string, recordedAt: string) =>
      promoteModelVersion(
        id,
        version,
        { reason: `r${version}`, effectiveAt: instant(effectiveAt), clock: 'live' },
        writing({ now: instant(recordedAt) }),
      );
    await record(1, '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z');
    await record(2, '2020-03-01T00:00:00.000Z', '2020-03-01T00:00:00.000Z');
    // Recorded in April, in effect since February: a correction of the past.
    await record(3, '2020-02-01T00:00:00.000Z', '2020-04-01T00:00:00.000Z');

    const versionOn = async (on: string, knownAt?: string) =>
      (await versionLiveOn(id, date(on), knownAt === undefined ? {} : { knownAt: instant(knownAt) }))?.version;

    expect(await versionOn('2019-12-31')).toBeUndefined();
    expect(await versionOn('2020-01-01')).toBe(1);
    expect(await versionOn('2020-02-15', '2020-02-15T00:00:00.000Z')).toBe(1);
    expect(await versionOn('2020-02-15')).toBe(3);
    expect(await versionOn('2020-03-15', '2020-03-15T00:00:00.000Z')).toBe(2);
    expect(await versionOn('2020-03-15')).toBe(3);
    expect(await versionLiveOn(id, date('2020-05-01'))).toMatchObject({ reason: 'r3', actor: { id: 'ada' } });
  });

  it('never lets simulated history answer what was live', async () => {
    const id = await instanceWithVersions(registry, 'Simulated', 2);
    const effectiveAt = instant('2019-12-31T23:59:59.999Z');
    const { promoteModelVersion, versionLiveOn } = registry.modelVersions;
    await promoteModelVersion(id, 1, { reason: 'in the simulation', effectiveAt }, writing());
    await promoteModelVersion(id, 2, { reason: 'for real' }, writing());

    expect(await versionLiveOn(id, date('2020-01-03'))).toBeUndefined();
    expect(await versionLiveOn(id, date('2020-01-03'), { clock: 'simulated' })).toMatchObject({ version: 1 });
    expect(await versionLiveOn(id, date('2020-06-01'))).toMatchObject({ version: 2, clock: 'live' });
  });

  it('replaces the certificate of a version in one step with its activity, once per token', async () => {
    const id = await instanceWithVersions(registry, 'Certified', 1);
    const trained = await registry.modelVersions.getModelVersion(id, 1);
    const audit = newRun('audit', 'training', { instanceId: id, mode: 'pit-audit' });
    const auditRunId = await runningRun(registry, audit);
    const certificate = newCertificate(trained.runId, auditRunId, 'b'.repeat(64));
    const context = writing({ token: `${auditRunId}/certify` });

    const certify = () => registry.modelVersions.certifyModelVersion(id, 1, certificate, context);
    const [certified] = await Promise.all([certify(), certify()]);

    expect(certified).toEqual({ ...trained, certificate, revision: 2 });
    const { items } = await registry.activities.listActivitiesOf(urn.model(id, 1));
    expect(items.map(({ action, payload }) => ({ action, payload }))).toEqual([
      { action: 'model_version.created', payload: expect.anything() },
      {
        action: 'model_version.certified',
        payload: { instanceId: id, version: 1, runId: trained.runId, auditRunId, grade: 'C', verdict: 'different' },
      },
    ]);
    expect(verifyChain(items)).toBeUndefined();
  });

  it('takes no certificate of another run, and none of an audit that is over', async () => {
    const id = await instanceWithVersions(registry, 'Uncertified', 2);
    const [first, second] = await Promise.all(
      [1, 2].map((version) => registry.modelVersions.getModelVersion(id, version)),
    );
    const audit = newRun('late audit', 'training', { instanceId: id, mode: 'pit-audit' });
    const auditRunId = await runningRun(registry, audit);
    const certify = (runId = first?.runId ?? auditRunId) =>
      registry.modelVersions.certifyModelVersion(id, 1, newCertificate(runId, auditRunId), writing());

    await expect(certify(second?.runId)).rejects.toMatchObject({ code: 'certificate.another_run' });
    await registry.runs.completeRun(auditRunId, {}, writing());
    await expect(certify()).rejects.toMatchObject({ code: 'run.not_running' });
    expect(await registry.modelVersions.getModelVersion(id, 1)).toEqual(first);
  });
});
