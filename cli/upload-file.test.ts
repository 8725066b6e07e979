import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiClient } from '@optaic/mlops/api';
import { DatasetNameSchema } from '@optaic/mlops/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadFile } from './upload-file.ts';

interface Call {
  readonly operation: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

describe('uploadFile', () => {
  let directory: string;
  let server: Server;
  let url: string;
  let puts: number;
  let calls: Call[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'upload-test-'));
    puts = 0;
    calls = [];
    server = createServer((request, response) => {
      puts += 1;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/upload`;
  });
  afterEach(async () => {
    server.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** A client of a system at a version, whose commits answer runs of these states in turn. */
  function clientOf(latestVersion: number, states: readonly string[]): ApiClient {
    let next = 0;
    const answers: Readonly<Record<string, () => unknown>> = {
      getDataset: () => ({ latestVersion }),
      createUpload: () => ({ key: 'uploads/x', url, headers: { 'content-length': '4' } }),
      commitDatasetVersion: () => ({ id: `run-${next}`, status: states[next++] }),
    };
    // Only these operations are called, and only these fields of their answers are read.
    return {
      call: async (operation: string, input?: { body?: unknown; idempotencyKey?: string }) => {
        calls.push({ operation, body: input?.body, key: input?.idempotencyKey });
        return answers[operation]?.();
      },
    } as ApiClient;
  }

  async function upload(client: ApiClient, name = 'rows.csv', content = 'rows') {
    const file = join(directory, name);
    await writeFile(file, content);
    return uploadFile(client, { dataset: DatasetNameSchema.parse('closes'), file, mode: 'append', parents: [] });
  }
  const keysOf = (operation: string) => calls.filter((call) => call.operation === operation).map(({ key }) => key);

  it('repeats the same request for the same rows on top of the same version', async () => {
    await upload(clientOf(1, ['pending']));
    await upload(clientOf(1, ['running']));

    for (const operation of ['createUpload', 'commitDatasetVersion']) {
      const [first, again] = keysOf(operation);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(again).toBe(first);
    }
  });

  it('makes another request of other rows, and on top of another version', async () => {
    await upload(clientOf(1, ['pending']));
    await upload(clientOf(1, ['pending']), 'rows.csv', 'more');
    await upload(clientOf(2, ['pending']));

    expect(new Set(keysOf('commitDatasetVersion')).size).toBe(3);
  });

  it('asks anew for a run that had failed before, without sending the file again', async () => {
    const run = await upload(clientOf(1, ['failed', 'cancelled', 'pending']));

    expect(run.id).toBe('run-2');
    expect([new Set(keysOf('commitDatasetVersion')).size, puts]).toEqual([3, 1]);
  });

  it('stores a file whose name makes no key under a plain one', async () => {
    await upload(clientOf(1, ['pending']), 'my rows (1).csv');

    expect(calls.find(({ operation }) => operation === 'createUpload')?.body).toMatchObject({ fileName: 'rows.csv' });
  });

  it.each([
    ['rows.csv', '', /is empty; it needs at least one row/],
    ['rows.zip', 'rows', /ends in \.csv, \.parquet, \.ndjson, \.jsonl/],
  ])('refuses %s with "%s" before it calls anybody', async (name, content, said) => {
    await expect(upload(clientOf(1, []), name, content)).rejects.toThrow(said);
    expect(calls).toEqual([]);
  });
});
