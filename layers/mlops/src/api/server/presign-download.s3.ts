import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Instant, InstantSchema } from '@optaic/mlops/base';

const EXPIRES_IN_SECONDS = 900;

export interface DownloadRequest {
  readonly key: string;
  /** What a browser saves it as. */
  readonly fileName: string;
  readonly now: Instant;
}

export interface Download {
  readonly url: string;
  readonly expiresAt: Instant;
}

/** Signs a GET of one object, with the rights of the signer. */
export async function presignDownload(
  { key, fileName, now }: DownloadRequest,
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
): Promise<Download> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: `attachment; filename="${fileName}"`,
  });
  return {
    url: await getSignedUrl(s3, command, { expiresIn: EXPIRES_IN_SECONDS }),
    expiresAt: InstantSchema.parse(new Date(Date.parse(now) + EXPIRES_IN_SECONDS * 1_000).toISOString()),
  };
}
