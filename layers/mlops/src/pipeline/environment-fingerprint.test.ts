import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environmentFingerprint } from './environment-fingerprint.ts';

const PackageSchema = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

describe('environmentFingerprint', () => {
  it('names the versions that package.json pins', async () => {
    const text = await readFile(new URL('../../../../package.json', import.meta.url), 'utf8');
    const { version, dependencies } = PackageSchema.parse(JSON.parse(text));

    expect(environmentFingerprint({ node: '24.21.0', architecture: 'x64' })).toEqual({
      sdk: version,
      duckdb: dependencies['@duckdb/node-api'],
      onnxruntime: dependencies['onnxruntime-node'],
      node: '24.21.0',
      architecture: 'x64',
    });
  });
});
