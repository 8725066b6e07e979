import type { JsonObject } from '../json.ts';
import type { AccountScope } from '../service.ts';

/** What a resource is called, from which `Ref` and `Fn::GetAtt` answer. */
export interface ResourceNaming extends Required<AccountScope> {
  readonly name: string;
  /** An id in the style of AWS's, of the given alphabet and length, always the same for the same resource. */
  id(length: number, alphabet?: 'lower' | 'mixed'): string;
  readonly properties: JsonObject;
  /** Where people reach the runtime. */
  readonly publicUrl: string;
  /** Where AWS calls go. */
  readonly awsUrl: string;
}

type Text = (resource: ResourceNaming) => string;

export interface ResourceType {
  /** Emulated: something in the runtime acts as it. Inert: it has no effect on a laptop, and only its names are used. */
  readonly handling: 'emulated' | 'inert';
  /** The property that may give its physical name. */
  readonly nameProperty?: string;
  /** @default 64 */
  readonly nameLimit?: number;
  readonly ref: Text;
  readonly attributes?: Readonly<Record<string, Text>>;
}

const name: Text = (resource) => resource.name;
const id: Text = (resource) => resource.id(10, 'lower');
const arn =
  (service: string, path: (resource: ResourceNaming) => string): Text =>
  (resource) =>
    `arn:${resource.partition}:${service}:${resource.region}:${resource.accountId}:${path(resource)}`;
const property = (resource: ResourceNaming, key: string, fallback: string): string => {
  const value = resource.properties[key];
  return typeof value === 'string' ? value : fallback;
};

const tableArn = arn('dynamodb', (table) => `table/${table.name}`);
/** A real label is the stream's time of creation; ours never changes, so that no mapping has to be made anew. */
export const STREAM_LABEL = '2020-01-01T00:00:00.000';
const table: ResourceType = {
  handling: 'emulated',
  nameProperty: 'TableName',
  nameLimit: 255,
  ref: name,
  attributes: { Arn: tableArn, StreamArn: (resource) => `${tableArn(resource)}/stream/${STREAM_LABEL}` },
};

const bucketArn: Text = (bucket) => `arn:${bucket.partition}:s3:::${bucket.name}`;
const machineArn = arn('states', (machine) => `stateMachine:${machine.name}`);
const topicArn = arn('sns', (topic) => topic.name);
const iamArn =
  (kind: string): Text =>
  (resource) =>
    `arn:${resource.partition}:iam::${resource.accountId}:${kind}/${resource.name}`;
const poolId: Text = (pool) => `${pool.region}_${pool.id(9)}`;

const nameOnly: ResourceType = { handling: 'inert', ref: name };
const inert = (attributes: Record<string, Text>, ref: Text = name, nameProperty?: string): ResourceType => ({
  handling: 'inert',
  ref,
  attributes,
  ...(nameProperty === undefined ? {} : { nameProperty }),
});
const part = (attributes: Record<string, Text> = {}, ref: Text = id): ResourceType => ({
  handling: 'emulated',
  ref,
  attributes,
});

/** Every resource type the runtime accepts. A type that is not here stops the start, named. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': {
    handling: 'emulated',
    nameProperty: 'BucketName',
    nameLimit: 63,
    ref: name,
    attributes: {
      Arn: bucketArn,
      DomainName: (bucket) => `${bucket.name}.s3.amazonaws.com`,
      RegionalDomainName: (bucket) => `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
    },
  },
  'AWS::Lambda::Function': {
    handling: 'emulated',
    nameProperty: 'FunctionName',
    ref: name,
    attributes: { Arn: arn('lambda', (fn) => `function:${fn.name}`) },
  },
  'AWS::Lambda::Permission': part(),
  'AWS::Lambda::EventSourceMapping': part(),
  'AWS::Lambda::EventInvokeConfig': part(),
  'AWS::StepFunctions::StateMachine': {
    handling: 'emulated',
    nameProperty: 'StateMachineName',
    nameLimit: 80,
    ref: machineArn,
    attributes: { Arn: machineArn, Name: name },
  },
  'AWS::Events::EventBus': {
    handling: 'emulated',
    nameProperty: 'Name',
    ref: name,
    attributes: { Arn: arn('events', (bus) => `event-bus/${bus.name}`), Name: name },
  },
  'AWS::Events::Rule': {
    handling: 'emulated',
    nameProperty: 'Name',
    ref: name,
    attributes: {
      Arn: arn('events', (rule) => {
        const bus = property(rule, 'EventBusName', 'default');
        return bus === 'default' ? `rule/${rule.name}` : `rule/${bus.replace(/^.*event-bus\//, '')}/${rule.name}`;
      }),
    },
  },
  'AWS::Scheduler::Schedule': {
    handling: 'emulated',
    nameProperty: 'Name',
    ref: name,
    attributes: {
      Arn: arn('scheduler', (schedule) => `schedule/${property(schedule, 'GroupName', 'default')}/${schedule.name}`),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    handling: 'emulated',
    nameProperty: 'Name',
    ref: name,
    attributes: { Arn: arn('scheduler', (group) => `schedule-group/${group.name}`) },
  },
  'AWS::SQS::Queue': {
    handling: 'emulated',
    nameProperty: 'QueueName',
    nameLimit: 80,
    ref: (queue) => `${queue.awsUrl}/${queue.accountId}/${queue.name}`,
    attributes: {
      Arn: arn('sqs', name),
      QueueName: name,
      QueueUrl: (queue) => `${queue.awsUrl}/${queue.accountId}/${queue.name}`,
    },
  },
  'AWS::SNS::Topic': {
    handling: 'emulated',
    nameProperty: 'TopicName',
    nameLimit: 256,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  'AWS::SNS::Subscription': part(),
  'AWS::ApiGatewayV2::Api': part({
    ApiId: id,
    ApiEndpoint: (api) => api.publicUrl,
  }),
  'AWS::ApiGatewayV2::Route': part(),
  'AWS::ApiGatewayV2::Integration': part(),
  'AWS::ApiGatewayV2::Authorizer': part(),
  'AWS::ApiGatewayV2::Stage': part({}, (stage) => property(stage, 'StageName', '$default')),
  'AWS::Cognito::UserPool': {
    handling: 'emulated',
    nameProperty: 'UserPoolName',
    ref: poolId,
    attributes: {
      Arn: arn('cognito-idp', (pool) => `userpool/${poolId(pool)}`),
      UserPoolId: poolId,
      ProviderName: (pool) => pool.publicUrl.replace(/^https?:\/\//, ''),
      ProviderURL: (pool) => pool.publicUrl,
    },
  },
  'AWS::Cognito::UserPoolClient': part({ ClientId: (client) => client.id(26, 'lower') }, (client) =>
    client.id(26, 'lower'),
  ),
  'AWS::Cognito::UserPoolGroup': { handling: 'emulated', nameProperty: 'GroupName', ref: name },
  'AWS::CloudFormation::CustomResource': { handling: 'emulated', ref: name },

  'AWS::CDK::Metadata': nameOnly,
  'AWS::IAM::Role': {
    ...inert({ Arn: iamArn('role'), RoleId: (role) => `AROA${role.id(17)}` }, name, 'RoleName'),
  },
  'AWS::IAM::Policy': nameOnly,
  'AWS::IAM::ManagedPolicy': inert(
    { PolicyArn: iamArn('policy'), PolicyId: (policy) => `ANPA${policy.id(17)}` },
    iamArn('policy'),
    'ManagedPolicyName',
  ),
  'AWS::Lambda::LayerVersion': inert(
    {},
    arn('lambda', (layer) => `layer:${layer.name}:1`),
    'LayerName',
  ),
  'AWS::S3::BucketPolicy': nameOnly,
  'AWS::SQS::QueuePolicy': inert({ Id: name }),
  'AWS::SNS::TopicPolicy': inert({ Id: name }),
  'AWS::Events::Archive': inert({ ArchiveName: name, Arn: arn('events', (archive) => `archive/${archive.name}`) }),
  'AWS::Events::EventBusPolicy': nameOnly,
  'AWS::Logs::LogGroup': {
    ...inert({ Arn: arn('logs', (group) => `log-group:${group.name}:*`) }, name, 'LogGroupName'),
    nameLimit: 512,
  },
  'AWS::Logs::MetricFilter': nameOnly,
  'AWS::Logs::ResourcePolicy': nameOnly,
  'AWS::CloudWatch::Alarm': inert({ Arn: arn('cloudwatch', (alarm) => `alarm:${alarm.name}`) }, name, 'AlarmName'),
  'AWS::CloudWatch::CompositeAlarm': inert({ Arn: arn('cloudwatch', (alarm) => `alarm:${alarm.name}`) }),
  'AWS::CloudWatch::Dashboard': inert({}, name, 'DashboardName'),
  'AWS::CloudFront::Distribution': inert(
    { DomainName: (distribution) => distribution.publicUrl.replace(/^https?:\/\//, ''), Id: id },
    id,
  ),
  'AWS::CloudFront::Function': inert({
    FunctionARN: (fn) => `arn:${fn.partition}:cloudfront::${fn.accountId}:function/${fn.name}`,
  }),
  'AWS::CloudFront::OriginAccessControl': inert({ Id: id }, id),
  'AWS::CloudFront::CachePolicy': inert({ Id: id }, id),
  'AWS::CloudFront::OriginRequestPolicy': inert({ Id: id }, id),
  'AWS::CloudFront::ResponseHeadersPolicy': inert({ Id: id }, id),
  'AWS::WAFv2::WebACL': inert({ Arn: arn('wafv2', (acl) => `global/webacl/${acl.name}`), Id: id }),
  'AWS::WAFv2::WebACLAssociation': nameOnly,
  'AWS::Budgets::Budget': nameOnly,
  'AWS::Cognito::UserPoolDomain': inert({}, (domain) => property(domain, 'Domain', domain.name)),
  'AWS::Cognito::UserPoolResourceServer': inert({}, (server) => property(server, 'Identifier', server.name)),
  'AWS::Cognito::ManagedLoginBranding': inert({ ManagedLoginBrandingId: id }),
};

/** `Custom::Anything` is a custom resource too: a Lambda of ours behind CloudFormation's protocol. */
export function findResourceType(type: string): ResourceType | undefined {
  return RESOURCE_TYPES[type.startsWith('Custom::') ? 'AWS::CloudFormation::CustomResource' : type];
}
