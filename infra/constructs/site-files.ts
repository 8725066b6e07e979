import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { SiteBundle } from '../build.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Site } from './site.ts';

export interface SiteFilesProps {
  readonly site: Site;
  readonly bundle: SiteBundle;
  /** Has the files in its own code, under `site/`. */
  readonly publisher: PipelineFunction;
  /** What the page is told in `config.json`. */
  readonly config: Readonly<Record<string, string>>;
}

/** Puts the site's files into its bucket when the stack deploys; CDK's own way would bring Python. */
export class SiteFiles extends Construct {
  constructor(scope: Construct, id: string, { site, bundle, publisher, config }: SiteFilesProps) {
    super(scope, id);
    publisher.addEnvironment('SITE_BUCKET', site.bucket.bucketName);
    publisher.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [...bundle.files, 'config.json'].map((file) => site.bucket.arnForObjects(file)),
      }),
    );
    const files = new CustomResource(this, 'Files', {
      resourceType: 'Custom::SiteFiles',
      serviceToken: publisher.lambda.functionArn,
      // An answer that never comes fails the deployment now and not after an hour.
      serviceTimeout: Duration.minutes(10),
      properties: { Sha256: bundle.sha256, Config: config },
    });
    files.node.addDependency(publisher);
  }
}
