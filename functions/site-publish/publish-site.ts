import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { InvalidInputError } from '@optaic/mlops/base';
import type { CustomResourceAnswer } from '@optaic/mlops/pipeline/custom-resource';
import { z } from 'zod';

const SitePropertiesSchema = z.object({
  /** What the page reads at `/config.json`: where to sign in, and as what. */
  Config: z.record(z.string(), z.string()),
});

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface SiteServices {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Holds the site's files. */
  readonly directory: string;
}

/**
 * Puts every file of the site and its `config.json` into the bucket. Browsers ask each time whether a file has changed, so a
 * deployment needs no invalidation.
 *
 * @throws {InvalidInputError} `site.properties_invalid`, `site.content_type_unknown`.
 */
export async function publishSite(
  properties: Readonly<Record<string, unknown>>,
  { s3, bucket, directory }: SiteServices,
): Promise<CustomResourceAnswer> {
  const parsed = SitePropertiesSchema.safeParse(properties);
  if (!parsed.success) {
    throw new InvalidInputError('site.properties_invalid', z.prettifyError(parsed.error), { cause: parsed.error });
  }
  const put = (key: string, body: Uint8Array | string): Promise<unknown> =>
    s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType(key),
        CacheControl: 'no-cache',
      }),
    );
  for (const key of await filesIn(directory)) await put(key, await readFile(join(directory, key)));
  await put('config.json', JSON.stringify(parsed.data.Config));
  return { physicalResourceId: `s3://${bucket}` };
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

function contentType(key: string): string {
  const type = CONTENT_TYPES[extname(key)];
  if (type === undefined) {
    const known = Object.keys(CONTENT_TYPES).join(', ');
    throw new InvalidInputError(
      'site.content_type_unknown',
      `${key} has an extension that the site does not serve; use one of ${known}`,
    );
  }
  return type;
}
