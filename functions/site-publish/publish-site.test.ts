import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishSite } from './publish-site.ts';

describe('publishSite', () => {
  const s3 = mockClient(S3Client);
  let directory: string;

  beforeEach(() => {
    s3.reset();
    directory = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(directory, 'index.html'), '<h1>');
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'assets', 'app.js'), 'start()');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const services = () => ({ s3: new S3Client(), bucket: 'site', directory });

  it('puts every file by its path, and the configuration last', async () => {
    await publishSite({ Config: { clientId: 'abc' } }, services());

    const puts = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
    expect(puts.map(({ Key, ContentType, CacheControl }) => [Key, ContentType, CacheControl])).toEqual([
      ['assets/app.js', 'text/javascript; charset=utf-8', 'no-cache'],
      ['index.html', 'text/html; charset=utf-8', 'no-cache'],
      ['config.json', 'application/json', 'no-cache'],
    ]);
    expect(puts.every(({ Bucket }) => Bucket === 'site')).toBe(true);
    expect(puts.at(-1)?.Body).toBe('{"clientId":"abc"}');
  });

  it('refuses a file of a type it does not serve', async () => {
    writeFileSync(join(directory, 'notes.exe'), '');

    await expect(publishSite({ Config: {} }, services())).rejects.toMatchObject({ code: 'site.content_type_unknown' });
  });

  it('refuses properties without a configuration', async () => {
    await expect(publishSite({}, services())).rejects.toMatchObject({ code: 'site.properties_invalid' });

    expect(s3.calls()).toHaveLength(0);
  });
});
