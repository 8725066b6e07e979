import { join } from 'node:path';
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { BuildOutput } from '../build.ts';
import { constructId, FUNCTIONS, type FunctionName, type FunctionSpec } from '../functions.ts';
import type { StorageStack } from '../stacks/storage-stack.ts';
import { acknowledge } from './acknowledge.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { lambdaArchitecture, type NativeLayers } from './native-layers-of.ts';

/** Parts, uploads and what DuckDB spills; billed only while a function runs. */
const DUCKDB_STORAGE = Size.gibibytes(10);

export interface PipelineFunctionProps {
  /** Its folder in `functions/`; the construct's id follows from it. */
  readonly name: FunctionName;
  readonly build: BuildOutput;
  readonly storage: StorageStack;
  readonly layers: NativeLayers;
  /** Required where it is called asynchronously. @default none: its callers wait for the answer */
  readonly deadLetterQueue?: DeadLetterQueue;
}

/**
 * A function with what its row in `infra/functions.ts` says, and nothing else: its own role and log group, a variable for
 * each resource it may touch.
 */
export class PipelineFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, props: PipelineFunctionProps) {
    super(scope, constructId(props.name));
    const { name, build, deadLetterQueue } = props;
    const spec: FunctionSpec = FUNCTIONS[name];
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(join(build.directory, 'functions', name)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: lambdaArchitecture(build),
      memorySize: spec.memorySizeMiB,
      timeout: Duration.seconds(spec.timeoutSeconds),
      ...(spec.layers?.includes('duckdb') ? { ephemeralStorageSize: DUCKDB_STORAGE } : {}),
      layers: (spec.layers ?? []).map((layer) => props.layers(layer)),
      role: this.role,
      logGroup,
      tracing: Tracing.ACTIVE,
      environment: { POWERTOOLS_SERVICE_NAME: name, LOG_LEVEL: 'INFO' },
      ...(deadLetterQueue === undefined ? {} : { deadLetterQueue: deadLetterQueue.queue }),
    });
    this.#grantStorage(spec, props.storage);
    acknowledge(this.role, {
      'IAM5[Resource::*]':
        'Only the actions of X-Ray, which have no resource-level permission; test/infra/unscoped-actions.ts lists them and the tests refuse any other.',
    });
  }

  /** A variable that names something the function was granted. */
  addEnvironment(name: string, value: string): void {
    this.lambda.addEnvironment(name, value);
  }

  /** On the function itself, not on its versions as `Function.grantInvoke` would. */
  grantInvoke(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }

  #grantStorage(spec: FunctionSpec, storage: StorageStack): void {
    const { role } = this;
    if (spec.ledger === true) {
      this.addEnvironment('REGISTRY_TABLE', storage.registry.table.tableName);
      this.addEnvironment('ACTIVITY_TABLE', storage.activity.table.tableName);
      storage.registry.grantRead(role);
      storage.registry.grantWrite(role, 'PutItem', 'UpdateItem', 'ConditionCheckItem');
      storage.activity.grantRead(role);
      storage.activity.grantWrite(role, 'PutItem');
    }
    if (spec.tracking === true) {
      this.addEnvironment('TRACKING_TABLE', storage.tracking.table.tableName);
      storage.tracking.grantWrite(role, 'PutItem', 'BatchWriteItem');
    }
    if (spec.data !== undefined) {
      this.addEnvironment('DATA_BUCKET', storage.data.bucket.bucketName);
      storage.data.grantObjects(role, spec.data);
    }
    if (spec.artifacts !== undefined) {
      this.addEnvironment('ARTIFACTS_BUCKET', storage.artifacts.bucket.bucketName);
      storage.artifacts.grantObjects(role, spec.artifacts);
    }
  }
}
