import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ItemTableProps {
  /** Names of global indexes: `gsi1` has the keys `gsi1pk` and `gsi1sk`, and all attributes. @default none */
  readonly indexes?: readonly string[];
  /** @default no stream */
  readonly stream?: StreamViewType;
  /** The attribute with a time of expiry. @default items never expire */
  readonly timeToLiveAttribute?: string;
}

const KEYS = { pk: 'pk', sk: 'sk' };

/** A table of the single-table design: string keys `pk` and `sk`, on demand, with point-in-time recovery, never deleted. */
export class ItemTable extends Construct {
  readonly table: Table;
  readonly #indexes: readonly string[];

  constructor(scope: Construct, id: string, props: ItemTableProps = {}) {
    super(scope, id);
    this.#indexes = props.indexes ?? [];
    this.table = new Table(this, 'Table', {
      partitionKey: { name: KEYS.pk, type: AttributeType.STRING },
      sortKey: { name: KEYS.sk, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(props.stream === undefined ? {} : { stream: props.stream }),
      ...(props.timeToLiveAttribute === undefined ? {} : { timeToLiveAttribute: props.timeToLiveAttribute }),
    });
    for (const index of this.#indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: `${index}${KEYS.pk}`, type: AttributeType.STRING },
        sortKey: { name: `${index}${KEYS.sk}`, type: AttributeType.STRING },
      });
    }
  }

  /** Items by key, and queries of the table and of each of its indexes. No scans. */
  grantRead(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query'], [this.table.tableArn]);
    const indexArns = this.#indexes.map((index) => `${this.table.tableArn}/index/${index}`);
    if (indexArns.length > 0) this.#grant(grantee, ['dynamodb:Query'], indexArns);
  }

  /** The given writes, alone or in a transaction, which AWS authorizes as its parts. */
  grantWrite(grantee: IGrantable, ...actions: readonly WriteAction[]): void {
    this.#grant(
      grantee,
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
  }

  #grant(grantee: IGrantable, actions: string[], resourceArns: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}

type WriteAction = 'PutItem' | 'UpdateItem' | 'ConditionCheckItem' | 'BatchWriteItem';
