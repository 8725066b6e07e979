import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BuildOutput } from '../build.ts';
import { Api } from '../constructs/api.ts';
import { nativeLayersOf } from '../constructs/native-layers-of.ts';
import { People } from '../constructs/people.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Site } from '../constructs/site.ts';
import { SiteFiles } from '../constructs/site-files.ts';
import type { FunctionName } from '../functions.ts';
import { ROUTES } from '../routes.ts';
import type { StorageStack } from './storage-stack.ts';

export interface EdgeStackProps extends StackProps {
  readonly build: BuildOutput;
  readonly storage: StorageStack;
}

/** What people and programs reach: API, sign-in, site. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { build, storage, ...props }: EdgeStackProps) {
    super(scope, id, props);
    const layers = nativeLayersOf(this, build);
    const fn = (name: FunctionName): PipelineFunction => new PipelineFunction(this, { name, build, storage, layers });

    const site = new Site(this, 'Site');
    const people = new People(this, 'People', { siteUrl: site.url });
    const api = new Api(this, 'Api', {
      routes: ROUTES,
      functions: { 'api-data': fn('api-data'), 'api-runs': fn('api-runs'), 'api-registry': fn('api-registry') },
      people,
    });
    site.addApi(api.http.apiId);
    new SiteFiles(this, 'SiteFiles', {
      site,
      bundle: build.site,
      publisher: fn('site-publish'),
      config: {
        issuer: people.pool.userPoolProviderUrl,
        clientId: people.webClient.userPoolClientId,
        signInUrl: people.domain.baseUrl(),
      },
    });

    new CfnOutput(this, 'ApiUrl', { value: api.http.apiEndpoint });
    new CfnOutput(this, 'SiteUrl', { value: site.url });
    new CfnOutput(this, 'SiteBucketName', { value: site.bucket.bucketName });
    new CfnOutput(this, 'UserPoolId', { value: people.pool.userPoolId });
    new CfnOutput(this, 'WebClientId', { value: people.webClient.userPoolClientId });
    new CfnOutput(this, 'SignInUrl', { value: people.domain.baseUrl() });
  }
}
