import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { CustomResources } from './custom-resources/custom-resources.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import { startAwsGateway } from './gateway/aws-gateway.ts';
import { CredentialIssuer } from './gateway/credentials.ts';
import type { FaultPlan } from './gateway/fault-plan.ts';
import type { PublicServer } from './gateway/public-server.ts';
import { roleSender, targetSender } from './gateway/senders.ts';
import { readApiDefinitions } from './http-api/api-definition.ts';
import { HttpApi } from './http-api/http-api.ts';
import { jwtAuthorizer } from './http-api/jwt-authorizer.ts';
import { readRoles } from './iam/roles.ts';
import { openTokenIssuer, type TokenRequest } from './issuer/token-issuer.ts';
import { type Json, parseJson } from './json.ts';
import { readPermissions } from './lambda/permissions.ts';
import { startFunctions } from './lambda/start-functions.ts';
import type { RuntimeLogger } from './logger.ts';
import { createMessaging } from './messaging/messaging.ts';
import { provisionStorage } from './provision-storage.ts';
import type { ResourceStack } from './resource-stack.ts';
import type { Runtime } from './runtime.ts';
import { RuntimeError } from './runtime-error.ts';
import { createS3 } from './s3/s3.ts';
import type { AccountScope } from './service.ts';
import { findBucketSite } from './site/bucket-site.ts';
import { folderSite } from './site/site-files.ts';
import { startReactions } from './start-reactions.ts';
import type { StateStore } from './state/state-store.ts';
import { Application } from './template/application.ts';
import type { CloudAssembly } from './template/cloud-assembly.ts';
import { WorkTracker } from './work-tracker.ts';

export interface StartApplicationOptions {
  readonly account: Required<AccountScope>;
  readonly assembly: CloudAssembly;
  readonly state: StateStore;
  readonly publicServer: PublicServer;
  /** Whatever is opened is added here, so that it is closed. */
  readonly opened: ResourceStack;
  readonly logger: RuntimeLogger;
  readonly clock: Clock;
  readonly faultPlan: FaultPlan;
  readonly retryScale: number;
  readonly seed: number;
  readonly eventSpreadMs: number;
  readonly duplicateEventShare: number;
  readonly maxWarmProcesses: number;
  readonly modulesDirectory: string;
  readonly siteDir?: string;
}

const EXPIRY_TICK_MS = 30_000;
const BEHIND_POLL_MS = 5;

/** Storage first, then functions, then what calls functions; custom resources last, as a deployment would. */
export async function startApplication(
  options: StartApplicationOptions,
): Promise<Omit<Runtime, 'url' | 'tokens' | 'close'>> {
  const { account, assembly, state, publicServer, opened, logger, clock } = options;
  const now = (): Date => new Date(clock.now());
  const denials: string[] = [];
  const onDenied = (message: string): void => {
    denials.push(message);
    logger.warn(message);
  };
  const credentials = new CredentialIssuer(account);
  const gateway = await startAwsGateway({ credentials, onDenied, onFailure: (message) => logger.error(message) });
  opened.add(gateway.close);
  const application = new Application(assembly, { account, publicUrl: publicServer.url, awsUrl: gateway.url });
  const roles = readRoles(application);

  const storage = { ...account, stateDir: state.path, now };
  const dynamodb = await createDynamoDb({
    ...storage,
    onConsumerFailure: (error, { consumer }) => {
      if (!(error instanceof Error && error.name === 'AbortError')) logger.error(`${consumer}: ${String(error)}`);
    },
  });
  opened.add(dynamodb.close);
  const s3 = await createS3(storage);
  opened.add(s3.close);
  const messaging = await createMessaging(storage);
  opened.add(messaging.close);
  await provisionStorage(application, { dynamodb, s3, messaging });
  gateway.host('dynamodb', { service: dynamodb, describeAccess: dynamodb.describeAccess, protocol: 'json' });
  gateway.host('s3', { service: s3, describeAccess: s3.describeAccess, protocol: 's3-xml', streams: true });
  gateway.host('sqs', { service: messaging.sqs, describeAccess: messaging.sqs.describeAccess, protocol: 'json' });
  gateway.host('sns', { service: messaging.sns, describeAccess: messaging.sns.describeAccess, protocol: 'query' });
  const expiry = setInterval(() => {
    Promise.all([dynamodb.expire(), messaging.sqs.expire()]).catch((error: unknown) => logger.error(String(error)));
  }, EXPIRY_TICK_MS);
  opened.add(async () => clearInterval(expiry));

  const work = new WorkTracker();
  const { functions, pool } = startFunctions({
    ...options,
    application,
    roles,
    credentials,
    stateDir: state.path,
    region: account.region,
    awsUrl: gateway.url,
    maxProcesses: options.maxWarmProcesses,
  });
  const mayInvoke = readPermissions(application, functions);
  const send = targetSender(messaging);
  const reactions = startReactions({
    ...options,
    application,
    roles,
    functions,
    mayInvoke,
    gateway,
    work,
    send,
    sendAs: roleSender(send, roles, { account, onDenied }),
    streams: dynamodb.streams,
    onDenied,
  });
  opened.add(reactions.close);
  // Before what waits for them: it sees its invocations fail, and stops without taking that for an answer.
  opened.add(() => pool.close());
  opened.add(async () => reactions.stop());

  const clientId = application.ofType('AWS::Cognito::UserPoolClient')[0]?.ref ?? 'local';
  const issuer = await openTokenIssuer({
    stateDir: state.path,
    issuer: publicServer.url,
    clientId,
    now: () => clock.now(),
  });
  const customResources = new CustomResources({ application, functions, state, account, publicUrl: publicServer.url });
  const [api] = readApiDefinitions(application);
  const site = options.siteDir === undefined ? findBucketSite(application, s3) : folderSite(options.siteDir);
  publicServer.open({
    customResources,
    documents: issuer.documents,
    ...(site === undefined ? {} : { site }),
    ...(api === undefined
      ? {}
      : {
          api: new HttpApi({
            api,
            accountId: account.accountId,
            functions,
            authorize: jwtAuthorizer(issuer.keys, () => clock.now()),
            now: () => clock.now(),
            mayInvoke: (functionArn, routeKey) => {
              const [method = '', path = ''] = routeKey.split(' ');
              const source = `arn:${account.partition}:execute-api:${account.region}:${account.accountId}:${api.apiId}/$default/${method}${path}`;
              return mayInvoke(functionArn, 'apigateway.amazonaws.com', source);
            },
          }),
        }),
  });
  await customResources.provision();
  reactions.resume();

  const functionNamed = (name: string): string => functions.find(name)?.arn ?? find('AWS::Lambda::Function', name).name;
  function find(type: string, part: string) {
    const all = application.ofType(type);
    const exact = all.filter(({ key, logicalId, name }) => [key, logicalId, name].includes(part));
    const [found, ...others] = exact.length > 0 ? exact : all.filter(({ key }) => key.includes(part));
    if (found !== undefined && others.length === 0) return found;
    const problem = found === undefined ? 'is declared' : 'of several is meant';
    throw new RuntimeError('template.unresolved', `no ${type} like ${part} ${problem}`);
  }

  return {
    aws: { endpoint: gateway.url, region: account.region, credentials: credentials.operator() },
    outputs: application.outputs(),
    issueToken: (request: TokenRequest) => issuer.issue(request),
    nameOf: (type, part) => find(type, part).name,
    invoke: async (name, payload: Json) => {
      const outcome = await functions.invoke(functionNamed(name), JSON.stringify(payload));
      if (outcome.ok) return parseJson(outcome.payload);
      throw Object.assign(new Error(outcome.error.errorMessage), { name: outcome.error.errorType });
    },
    messages: (queueName) =>
      messaging.sqs.messages(`arn:${account.partition}:sqs:${account.region}:${account.accountId}:${queueName}`),
    idle: async () => {
      for (;;) {
        await work.idle();
        // A record just written is in the stream before its consumer has woken.
        if (!(await reactions.isBehind()) && Object.keys(work.outstanding()).length === 0) return;
        await pause(BEHIND_POLL_MS);
      }
    },
    outstanding: () => work.outstanding(),
    recordedCalls: () => gateway.recordedCalls(),
    denials: () => [...denials],
  };
}
