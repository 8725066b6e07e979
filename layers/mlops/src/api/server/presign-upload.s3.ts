import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { InstantSchema } from '@optaic/mlops/base';
import type { Upload } from '../contracts.ts';
import type { UploadRequest } from './data-routes.ts';

const EXPIRES_IN_SECONDS = 900;

export interface PresignOptions {
  /** With `requestChecksumCalculation: 'WHEN_REQUIRED'`, or the checksum of an empty body is signed. */
  readonly s3: S3Client;
  readonly bucket: string;
}

/** Signs a PUT of exactly these bytes: another length or content is refused by S3, before anything is stored. */
export async function presignUpload(
  { key, bytes, sha256, now }: UploadRequest,
  { s3, bucket }: PresignOptions,
): Promise<Upload> {
  const checksum = Buffer.from(sha256, 'hex').toString('base64');
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentLength: bytes, ChecksumSHA256: checksum });
  const url = await getSignedUrl(s3, command, {
    expiresIn: EXPIRES_IN_SECONDS,
    signableHeaders: new Set(['content-length', 'host', 'x-amz-checksum-sha256']),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  return {
    key,
    url,
    headers: { 'content-length': String(bytes), 'x-amz-checksum-sha256': checksum },
    expiresAt: InstantSchema.parse(new Date(Date.parse(now) + EXPIRES_IN_SECONDS * 1_000).toISOString()),
  };
}
