import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DatasetNameSchema } from '@optaic/mlops/base';
import { type DatasetManifest, DatasetManifestSchema } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import type { IngestUpload } from '@optaic/mlops/pipeline/ingest-request';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyPage } from '../../cli/every-page.ts';
import { readActivityLog } from './support/activity-log.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { putBytes } from './support/put-bytes.ts';
import { smallDataset, UNIVERSE } from './support/small-market.ts';

const COMMITS = 50;
const contested = DatasetNameSchema.parse('contested');

describe('50 concurrent commits to one dataset', () => {
  let app: EmbeddedApp;
  let runs: readonly RunRecord[];
  const landed = () => runs.filter(({ status }) => status === 'completed');

  beforeAll(async () => {
    app = await openEmbeddedApp();
    await app.as('researcher').call('createDataset', { body: { ...smallDataset(UNIVERSE), name: contested } });
    const uploads: IngestUpload[] = [];
    for (let commit = 0; commit < COMMITS; commit++) uploads.push(await uploaded(commit));
    const started = await Promise.all(
      uploads.map((upload) =>
        app.as('researcher').call('commitDatasetVersion', {
          parameters: { name: contested },
          body: { uploads: [upload] },
        }),
      ),
    );
    await app.runtime.idle();
    const ended: RunRecord[] = [];
    for (const { id } of started) ended.push(await app.as('viewer').call('getRun', { parameters: { run: id } }));
    runs = ended;
  }, 600_000);

  afterAll(() => app[Symbol.asyncDispose](), 60_000);

  /** Two rows of a name of its own, known when everybody else's are, so that no commit rewrites history for another. */
  async function uploaded(commit: number): Promise<IngestUpload> {
    const rows = [1, 2].map((day) => `${entityOf(commit)},2020-01-0${day},2020-01-02T22:00:00Z,${commit}`);
    const text = ['entity,event_time,knowledge_time,member', ...rows, ''].join('\n');
    const file = { sha256: sha256Hex(Buffer.from(text)), bytes: Buffer.byteLength(text), format: 'csv' as const };
    const upload = await app.as('researcher').call('createUpload', {
      parameters: { name: contested },
      body: { ...file, fileName: `commit-${commit}.csv` },
    });
    expect(await putBytes(upload, Buffer.from(text))).toBe(200);
    return { key: upload.key, ...file };
  }

  async function manifests(): Promise<DatasetManifest[]> {
    const s3 = new S3Client({ ...app.runtime.aws, forcePathStyle: true });
    const Bucket = app.runtime.nameOf('AWS::S3::Bucket', 'DataBucket');
    const found: DatasetManifest[] = [];
    for (let version = 1; version <= landed().length; version++) {
      const parameters = { name: contested, version };
      const { manifestKey: Key } = await app.as('viewer').call('getDatasetVersion', { parameters });
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      found.push(DatasetManifestSchema.parse(JSON.parse((await Body?.transformToString()) ?? '')));
    }
    s3.destroy();
    return found;
  }

  it('makes one version of each that lands, in some order, each on top of the one before', async () => {
    const numbers = landed().map(({ result }) => Number(result?.version));
    const chain = await manifests();

    expect(numbers.toSorted((a, b) => a - b)).toEqual(chain.map((_, index) => index + 1));
    for (const [index, { parts, rows }] of chain.entries()) {
      expect(rows).toBe(2 * (index + 1));
      expect(parts.slice(0, -1)).toEqual(chain[index - 1]?.parts ?? []);
    }
  });

  it('has every committed row exactly once and none of the others', async () => {
    const rows = await everyPage(async (nextToken) => {
      const page = await app.as('viewer').call('readRows', { parameters: { name: contested }, query: { nextToken } });
      return 'items' in page ? page : expect.fail('rows come as a page');
    });

    const committed = runs.flatMap(({ status }, commit) => (status === 'completed' ? [entityOf(commit)] : []));
    expect(rows.map(({ entity }) => entity).toSorted()).toEqual(committed.flatMap((entity) => [entity, entity]));
  });

  it('tells each loser of the conflict', () => {
    const lost = runs.filter(({ status }) => status !== 'completed');

    for (const { status, error } of lost) {
      expect(status).toBe('failed');
      expect(error).toMatchObject({ name: 'ConflictError', code: 'dataset.version_conflict' });
    }
    console.log(`concurrent commits: ${landed().length} of ${COMMITS} landed, ${lost.length} conflicts`);
  });

  it('keeps every chain of activities, with one of each run', async () => {
    const log = await readActivityLog(app.as('viewer'));

    expect(log.brokenChains).toEqual([]);
    expect(log.counts['ingest.requested']).toBe(COMMITS);
    expect(log.counts['dataset.version_committed']).toBe(landed().length);
    expect(log.counts['ingest.completed'] ?? 0).toBe(landed().length);
    expect(log.counts['ingest.failed'] ?? 0).toBe(COMMITS - landed().length);
  });
});

/** Of one length, so that texts sort as numbers do. */
function entityOf(commit: number): string {
  return `E${String(commit).padStart(2, '0')}`;
}
