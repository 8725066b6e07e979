import { urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import {
  newCertificate,
  newDataset,
  newDatasetVersion,
  newRun,
  runningRun,
  writing,
} from '../../../../test/support/registry-fixtures.ts';
import type { Registry } from './registry.ts';

describe('createDatasetRepository', () => {
  let embedded: EmbeddedRegistry;
  let registry: Registry;
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    registry = embedded.registry;
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const create = async (name: string) => (await registry.datasets.createDataset(newDataset(name), writing())).name;
  const run = (purpose: string) => runningRun(registry, newRun(purpose, 'ingest'));

  it('creates a dataset once and tells so', async () => {
    const name = await create('created');

    await expect(registry.datasets.createDataset(newDataset('created'), writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'dataset.exists',
    });
    expect((await registry.activities.listActivitiesOf(urn.dataset(name))).items).toMatchObject([
      { action: 'dataset.created', payload: { name: 'created', space: 'team', knowledgeGrade: 'assumed' } },
    ]);
    expect((await registry.datasets.listDatasets()).items.map((dataset) => dataset.name)).toContain('created');
  });

  it('assigns versions in turn, newest first in the listing, with the run and the parents upstream', async () => {
    const name = await create('turns');
    const raw = await create('raw');
    const parents = [urn.dataset(raw, 4)];
    const first = await registry.datasets.commitDatasetVersion(
      newDatasetVersion('turns', await run('turn 1')),
      writing(),
    );
    const runId = await run('turn 2');
    const lineage = [{ kind: 'predicted_from' as const, to: urn.dataset(raw, 5) }];
    const second = await registry.datasets.commitDatasetVersion(
      { ...newDatasetVersion('turns', runId), parents: [...parents, urn.dataset(raw, 5)], lineage },
      writing(),
    );

    const { edges } = await registry.lineage.traceLineage(urn.dataset(name, 2), { direction: 'upstream', depth: 1 });
    expect([first.version, second.version]).toEqual([1, 2]);
    expect((await registry.datasets.listDatasetVersions(name)).items.map(({ version }) => version)).toEqual([2, 1]);
    expect(edges.map(({ kind, to }) => [kind, to])).toEqual([
      ['derived_from', 'dataset:raw@4'],
      ['output_of', urn.run(runId)],
      ['predicted_from', 'dataset:raw@5'],
    ]);
    expect(await registry.datasets.getDatasetVersion(name)).toEqual(second);
    expect(await registry.datasets.getDatasetVersion(name, 1)).toEqual(first);
  });

  it('gives each of many concurrent commits a version of its own', async () => {
    const name = await create('raced');
    const runs = await Promise.all(['a', 'b', 'c', 'd'].map((letter) => run(`raced ${letter}`)));

    const committed = await Promise.all(
      runs.map((runId) => registry.datasets.commitDatasetVersion(newDatasetVersion('raced', runId), writing())),
    );

    expect(committed.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    expect((await registry.datasets.getDataset(name)).latestVersion).toBe(4);
  });

  it('refuses a version based on one that is no longer the latest', async () => {
    await create('stale');
    await registry.datasets.commitDatasetVersion(newDatasetVersion('stale', await run('stale 1')), writing());

    const late = { ...newDatasetVersion('stale', await run('stale 2')), basedOn: 0 };

    await expect(registry.datasets.commitDatasetVersion(late, writing())).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'dataset.version_conflict',
    });
  });

  it('marks a backfill in the activity', async () => {
    const name = await create('rewritten');
    const version = newDatasetVersion('rewritten', await run('rewritten'));
    await registry.datasets.commitDatasetVersion({ ...version, mode: 'backfill' }, writing());

    const log = (await registry.activities.listActivitiesOf(urn.dataset(name))).items;
    expect(log.at(-1)).toMatchObject({ action: 'dataset.backfilled', payload: { mode: 'backfill', version: 1 } });
  });

  it('stores the certificate of a version with its activity, and keeps all else', async () => {
    const name = await create('certified');
    const runId = await run('made certified');
    const made = await registry.datasets.commitDatasetVersion(newDatasetVersion('certified', runId), writing());
    const auditRunId = await run('audit certified');
    const certificate = newCertificate(runId, auditRunId);

    const certified = await registry.datasets.certifyDatasetVersion(name, 1, certificate, writing());

    expect(certified).toEqual({ ...made, certificate });
    const { items } = await registry.activities.listActivitiesOf(urn.dataset(name, 1));
    expect(items).toMatchObject([
      {
        action: 'dataset.version_certified',
        payload: { name, version: 1, runId, auditRunId, grade: 'C', verdict: 'identical' },
      },
    ]);
    const another = newCertificate(auditRunId, auditRunId);
    await expect(registry.datasets.certifyDatasetVersion(name, 1, another, writing())).rejects.toMatchObject({
      code: 'certificate.another_run',
    });
  });

  it('says what there is when a dataset or version is missing', async () => {
    const name = await create('empty');

    await expect(registry.datasets.getDataset(newDataset('absent').name)).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    await expect(registry.datasets.getDatasetVersion(name)).rejects.toMatchObject({
      code: 'dataset.version_not_found',
    });
    await expect(registry.datasets.getDatasetVersion(name, 3)).rejects.toThrow(
      'no version 3 of dataset empty; it has none yet',
    );
  });
});
