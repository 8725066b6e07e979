import { isJsonObject, type Json } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { AccountScope } from '../service.ts';
import { type Application, arnOf, type Resource } from '../template/application.ts';
import type { Asking } from './find-denial.ts';
import { type PolicyStatement, parsePolicyDocument } from './policy-document.ts';

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
}

/** A session of a role; one that no template declares may do nothing. */
export function assumedRole(role: Role | undefined, sessionName: string, account: Required<AccountScope>): Asking {
  const name = role?.name ?? 'undeclared';
  const arn = `arn:${account.partition}:sts::${account.accountId}:assumed-role/${name}/${sessionName}`;
  return { arn, statements: role?.statements ?? [] };
}

const logging = (...actions: string[]): Json => ({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

/** Policies that AWS manages, as far as this app refers to them. */
const AWS_MANAGED: Readonly<Record<string, Json>> = {
  'service-role/AWSLambdaBasicExecutionRole': logging(
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
  AWSXRayDaemonWriteAccess: logging('xray:PutTraceSegments', 'xray:PutTelemetryRecords'),
};

/** The roles that the templates declare, each with all statements that are attached to it in any way. */
export function readRoles(application: Application): ReadonlyMap<string, Role> {
  const managed = application.ofType('AWS::IAM::ManagedPolicy');
  const attached = [...application.ofType('AWS::IAM::Policy'), ...managed];
  const roles = application.ofType('AWS::IAM::Role').map((role): Role => {
    const { Policies, ManagedPolicyArns, PermissionsBoundary } = role.properties;
    if (PermissionsBoundary !== undefined) {
      throw new RuntimeError(
        'iam.unknown_element',
        `${role.key} has a permissions boundary, which the embedded IAM does not evaluate`,
      );
    }
    const inline = list(Policies).flatMap((policy) =>
      isJsonObject(policy) ? parsePolicyDocument(policy.PolicyDocument, role.key) : [],
    );
    const fromPolicies = attached
      .filter(({ properties }) => list(properties.Roles).includes(role.name))
      .flatMap((policy) => parsePolicyDocument(policy.properties.PolicyDocument, policy.key));
    const fromManaged = list(ManagedPolicyArns).flatMap((arn) => managedStatements(String(arn), managed, role));
    return {
      name: role.name,
      arn: String(role.attribute('Arn')),
      statements: [...inline, ...fromPolicies, ...fromManaged],
    };
  });
  return new Map(roles.map((role) => [role.arn, role]));
}

function managedStatements(arn: string, managed: readonly Resource[], role: Resource): PolicyStatement[] {
  const ours = managed.find((policy) => arnOf(policy) === arn);
  if (ours !== undefined) return parsePolicyDocument(ours.properties.PolicyDocument, ours.key);
  const document = AWS_MANAGED[arn.replace(/^arn:[^:]+:iam::aws:policy\//, '')];
  if (document === undefined) {
    throw new RuntimeError(
      'iam.unknown_managed_policy',
      `${role.key} refers to ${arn}, which the embedded IAM does not know`,
    );
  }
  return parsePolicyDocument(document, arn);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
