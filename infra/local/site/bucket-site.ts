import type { JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { LocalService } from '../service.ts';
import type { Application } from '../template/application.ts';
import { contentType, plain, type Site, sitePath } from './site-files.ts';

/** The bucket behind the default behaviour of the app's CloudFront distribution, as CloudFront serves it. */
export function findBucketSite(application: Application, s3: LocalService): Site | undefined {
  const config = application.ofType('AWS::CloudFront::Distribution')[0]?.properties.DistributionConfig;
  if (!isJsonObject(config) || !isJsonObject(config.DefaultCacheBehavior) || !Array.isArray(config.Origins)) {
    return undefined;
  }
  const { TargetOriginId } = config.DefaultCacheBehavior;
  const origins: readonly JsonObject[] = config.Origins.filter(isJsonObject);
  const domain = origins.find(({ Id }) => Id === TargetOriginId)?.DomainName;
  const bucket = application
    .ofType('AWS::S3::Bucket')
    .find((candidate) => candidate.attribute('RegionalDomainName') === domain);
  if (bucket === undefined) return undefined;
  return async ({ method, path }) => {
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'method not allowed');
    const key = sitePath(path);
    const answer = await s3.handle({
      method,
      path: `/${bucket.name}${key}`,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
    });
    if (answer.status !== 200) return plain(404, 'not found');
    const stored = answer.headers['content-type'];
    const type = stored === undefined || stored === 'application/octet-stream' ? contentType(key) : stored;
    return { ...answer, headers: { ...answer.headers, 'content-type': type } };
  };
}
