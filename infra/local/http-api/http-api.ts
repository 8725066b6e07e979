import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Functions } from '../lambda/functions.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import type { ApiDefinition } from './api-definition.ts';
import type { Authorize } from './jwt-authorizer.ts';
import { matchRoute } from './match-route.ts';
import { proxyEvent } from './proxy-event.ts';
import { message, proxyResponse } from './proxy-result.ts';

const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

export interface HttpApiOptions {
  readonly api: ApiDefinition;
  readonly accountId: string;
  readonly functions: Functions;
  readonly authorize: Authorize;
  readonly now: () => number;
  /** Whether a resource policy of the function lets this route invoke it. */
  mayInvoke(functionArn: string, routeKey: string): boolean;
}

/** An HTTP API: route, authorise, invoke, answer. */
export class HttpApi {
  readonly #options: HttpApiOptions;

  constructor(options: HttpApiOptions) {
    this.#options = options;
  }

  async handle(request: ServiceRequest, sourceIp: string): Promise<ServiceResponse> {
    const { api, accountId, functions, authorize, now, mayInvoke } = this.#options;
    const match = matchRoute(api.routes, request.method, request.path);
    if (match === undefined) return message(404, 'Not Found');
    const { authorizer, functionArn, timeoutMs, routeKey } = match.route;
    const authorization =
      authorizer === undefined ? undefined : await authorize(request.headers.authorization, authorizer);
    if (authorization !== undefined && 'status' in authorization) {
      return message(authorization.status, authorization.status === 401 ? 'Unauthorized' : 'Forbidden');
    }
    const body = await readLimited(request.body, BODY_LIMIT_BYTES);
    if (body === undefined) return message(413, 'Request Entity Too Large');
    if (!mayInvoke(functionArn, routeKey)) return message(500, 'Internal Server Error');
    const requestId = randomUUID();
    const event = proxyEvent(request, {
      apiId: api.apiId,
      accountId,
      match,
      body,
      sourceIp,
      requestId,
      nowMs: now(),
      ...(authorization === undefined ? {} : { claims: authorization.claims }),
    });
    const invocation = functions.invoke(functionArn, JSON.stringify(event), { requestId });
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    const outcome = await Promise.race([invocation, timedOut]);
    clearTimeout(timer);
    if (outcome === undefined) return message(503, 'Service Unavailable');
    if (!outcome.ok && outcome.error.errorType === 'RequestTooLargeException') {
      return message(413, 'Request Entity Too Large');
    }
    return proxyResponse(outcome);
  }
}

/** Undefined when the body is larger; what is too much is not kept. */
async function readLimited(body: Buffer | Readable, limit: number): Promise<Buffer | undefined> {
  if (!(body instanceof Readable)) return body.length > limit ? undefined : body;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}
