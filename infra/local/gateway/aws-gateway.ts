import type { IncomingMessage, ServerResponse } from 'node:http';
import { evaluateAccess } from '../iam/evaluate.ts';
import { findDenial } from '../iam/find-denial.ts';
import { AwsServiceError } from '../json-service.ts';
import { readBody } from '../read-body.ts';
import { listen, type RunningServer, sendServiceResponse, toServiceRequest } from '../serve.ts';
import type { AccessNeed, LocalService, ServiceRequest, ServiceResponse } from '../service.ts';
import { findSignature, verifySignature } from '../signature-v4.ts';
import type { CredentialIssuer, Principal } from './credentials.ts';
import { accessDenied, type ErrorProtocol, errorResponse } from './denial.ts';

/** A service as the gateway hosts it. */
export interface HostedService {
  readonly service: LocalService;
  /** The permissions that a request needs; its body has been read unless the service streams. */
  describeAccess(request: ServiceRequest): readonly AccessNeed[];
  readonly protocol: ErrorProtocol;
  /** The body stays a stream: objects do not fit in memory. */
  readonly streams?: boolean;
}

export interface AwsGatewayOptions {
  readonly credentials: CredentialIssuer;
  readonly port?: number;
  /** Told of every denial, so that it can be shown beside the run that failed. */
  readonly onDenied: (message: string) => void;
  /** Told when a service breaks; the caller is answered 500. */
  readonly onFailure: (message: string) => void;
}

export interface AwsGateway {
  readonly url: string;
  /** By the name in the signature's credential scope, such as `dynamodb`. */
  host(name: string, service: HostedService): void;
  /** Every API operation seen so far, `service:Operation`, sorted. */
  recordedCalls(): readonly string[];
  close(): Promise<void>;
}

/** The one address for AWS calls: who signed it, may they, and which service answers. */
export async function startAwsGateway(options: AwsGatewayOptions): Promise<AwsGateway> {
  const services = new Map<string, HostedService>();
  const seen = new Set<string>();
  const server: RunningServer = await listen(async (message, response) => {
    await answer(message, response);
  }, options.port);

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = toServiceRequest(message);
    const signature = findSignature(raw);
    const hosted = signature === undefined ? undefined : services.get(signature.service);
    if (signature === undefined || hosted === undefined) {
      return sendServiceResponse(unknownService(raw, signature?.service), response);
    }
    const request = hosted.streams ? raw : { ...raw, body: await readBody(raw.body) };
    const issued = options.credentials.find(signature.accessKeyId);
    const check = verifySignature(request, () => issued?.credentials.secretAccessKey, new Date());
    if (issued === undefined || 'problem' in check || signature.sessionToken !== issued.credentials.sessionToken) {
      const problem = 'problem' in check ? check.message : 'the security token does not belong to the access key';
      return sendServiceResponse(badSignature(hosted.protocol, problem), response);
    }
    const needs = describeNeeds(hosted, request);
    if ('status' in needs) return sendServiceResponse(needs, response);
    const action = operationOf(request, signature.service, needs);
    seen.add(action);
    // A presigned URL is used by whoever got it, also after the process that signed it has ended.
    const isOwnCall = signature.expiresSeconds === undefined;
    const call = isOwnCall ? await issued.principal.caller?.beforeCall(action) : undefined;
    if (call?.cancelled) return void response.destroy();
    const result = await authorised(request, hosted, issued.principal, needs).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      options.onFailure(`${action} failed: ${reason}`);
      return errorResponse(hosted.protocol, 500, 'InternalFailure', reason);
    });
    if (await call?.after()) return void response.destroy();
    await sendServiceResponse(result, response);
  }

  async function authorised(
    request: ServiceRequest,
    hosted: HostedService,
    principal: Principal,
    needs: readonly AccessNeed[],
  ): Promise<ServiceResponse> {
    const { statements } = principal;
    if (statements === undefined) return hosted.service.handle(request, { mayList: true });
    for (const need of needs) {
      const message = findDenial({ arn: principal.arn, statements }, need);
      if (message === undefined) continue;
      options.onDenied(message);
      return accessDenied(hosted.protocol, message);
    }
    return hosted.service.handle(request, { mayList: mayList(principal, needs) });
  }

  return {
    url: server.url,
    host: (name, service) => services.set(name, service),
    recordedCalls: () => [...seen].sort(),
    close: async () => {
      await server.close();
    },
  };
}

/** A body that cannot even be read asks for no permission: it is refused here. */
function describeNeeds(hosted: HostedService, request: ServiceRequest): readonly AccessNeed[] | ServiceResponse {
  try {
    return hosted.describeAccess(request);
  } catch (error) {
    if (error instanceof AwsServiceError) {
      return errorResponse(hosted.protocol, error.status, error.awsCode, error.message);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return errorResponse(hosted.protocol, 400, 'SerializationException', reason);
  }
}

function badSignature(protocol: ErrorProtocol, problem: string): ServiceResponse {
  const code = protocol === 's3-xml' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
  return errorResponse(protocol, 403, code, problem);
}

/** Whether the caller may know that an object is missing: else S3 answers 403 for it. */
function mayList({ statements = [] }: Principal, needs: readonly AccessNeed[]): boolean {
  const [first] = needs;
  if (first === undefined || !first.action.startsWith('s3:')) return true;
  const bucket = first.resource.split('/')[0] ?? first.resource;
  return evaluateAccess(statements, { action: 's3:ListBucket', resource: bucket }) === 'allowed';
}

function operationOf(request: ServiceRequest, service: string, needs: readonly AccessNeed[]): string {
  const target = request.headers['x-amz-target']?.split('.').at(-1);
  return target === undefined ? (needs[0]?.action ?? `${service}:${request.method}`) : `${service}:${target}`;
}

function unknownService(request: ServiceRequest, service: string | undefined): ServiceResponse {
  const what =
    service === undefined
      ? `${request.method} ${request.path} carries no AWS signature`
      : `the embedded runtime does not emulate ${service} (${request.headers['x-amz-target'] ?? `${request.method} ${request.path}`})`;
  return errorResponse(
    'json',
    service === undefined ? 403 : 501,
    service === undefined ? 'MissingAuthenticationToken' : 'NotImplemented',
    what,
  );
}
