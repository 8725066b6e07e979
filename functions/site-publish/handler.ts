import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { customResourceHandler } from '@optaic/mlops/pipeline/custom-resource';
import { EnvSchema } from './environment.ts';
import { publishSite } from './publish-site.ts';

export const handler = customResourceHandler({
  services: () => ({
    s3: new S3Client(),
    bucket: EnvSchema.parse(process.env).SITE_BUCKET,
    // The build puts the site beside the bundle.
    directory: join(__dirname, 'site'),
  }),
  provision: publishSite,
});
