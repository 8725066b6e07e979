import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface ObjectAccess<Prefix> {
  readonly get?: readonly Prefix[];
  readonly put?: readonly Prefix[];
}

export interface ObjectBucketProps {
  /** @default none beside those every bucket has */
  readonly lifecycleRules?: readonly LifecycleRule[];
}

/**
 * A private bucket: versioned, encrypted, TLS only, kept when its stack goes. Its grants are ours because CDK's
 * `grantRead` and `grantWrite` bring wildcard actions, listing and deleting.
 */
export class ObjectBucket<Prefix extends string = string> extends Construct {
  readonly bucket: Bucket;
  #imported: string | undefined;

  constructor(scope: Construct, id: string, props: ObjectBucketProps = {}) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        { id: 'overwritten', noncurrentVersionExpiration: Duration.days(365) },
        ...(props.lifecycleRules ?? []),
      ],
    });
    acknowledge(this, {
      S1: 'Server access logs are best effort and unordered. What changed, and who changed it, is in the activity log; an audit per object belongs to the CloudTrail trail of the account, which an app does not own.',
    });
  }

  /**
   * Reads and writes whole objects under the prefixes. Without ListBucket, so a missing key answers 403; without
   * DeleteObject, so nothing written is ever lost.
   */
  grantObjects(grantee: IGrantable, { get = [], put = [] }: ObjectAccess<Prefix>): void {
    this.#grant(grantee, 's3:GetObject', get);
    this.#grant(grantee, 's3:PutObject', put);
  }

  #grant(grantee: IGrantable, action: string, prefixes: readonly Prefix[]): void {
    if (prefixes.length === 0) return;
    const resourceArns = prefixes.map((prefix) => `${this.#exportedArn()}/${prefix}/*`);
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
    if (!Construct.isConstruct(grantee)) return;
    for (const prefix of prefixes) {
      acknowledge(grantee, {
        [`IAM5[Resource::${this.#exportName}/${prefix}/*]`]: `Keys under ${prefix}/ are made at run time; the role reaches this prefix only.`,
      });
    }
  }

  /** Exported under a name of ours, because the acknowledgement of cdk-nag's finding has to quote it. */
  #exportedArn(): string {
    this.#imported ??= Stack.of(this).exportValue(this.bucket.bucketArn, { name: this.#exportName });
    return this.#imported;
  }

  get #exportName(): string {
    return `${Stack.of(this).stackName}:${this.node.id}BucketArn`;
  }
}
