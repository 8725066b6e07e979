import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ItemTable } from '../constructs/item-table.ts';
import { ObjectBucket } from '../constructs/object-bucket.ts';
import type { ArtifactPrefix, DataPrefix } from '../functions.ts';

/** What outlives every deployment: tables and buckets. */
export class StorageStack extends Stack {
  readonly registry: ItemTable;
  readonly activity: ItemTable;
  readonly tracking: ItemTable;
  readonly data: ObjectBucket<DataPrefix>;
  readonly artifacts: ObjectBucket<ArtifactPrefix>;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.registry = new ItemTable(this, 'Registry', { indexes: ['gsi1', 'gsi2'], timeToLiveAttribute: 'expiresAt' });
    this.activity = new ItemTable(this, 'Activity', { indexes: ['gsi1', 'gsi2'], stream: StreamViewType.NEW_IMAGE });
    this.tracking = new ItemTable(this, 'Tracking');
    this.data = new ObjectBucket(this, 'Data', {
      lifecycleRules: [
        {
          id: 'uploads',
          prefix: 'uploads/',
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(7),
        },
        // Rows written out for somebody to download: made again whenever they are asked for.
        {
          id: 'exports',
          prefix: 'exports/',
          expiration: Duration.days(2),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    this.artifacts = new ObjectBucket(this, 'Artifacts');
  }
}
