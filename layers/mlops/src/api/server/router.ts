import { type ErrorCode, ForbiddenError, type Instant, InvalidInputError, NotFoundError } from '@optaic/mlops/base';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { type ApiFunction, type Operation, routeKeyOf } from '../operation.ts';
import { OPERATIONS, type OperationId } from '../operations.ts';
import { problemOf } from '../problem.ts';
import { type Caller, mayAct } from '../roles.ts';
import { callerOf } from './caller.ts';
import { requestToken } from './request-token.ts';

type Operations = typeof OPERATIONS;
type OperationsOf<Fn extends ApiFunction> = {
  [Id in OperationId]: Operations[Id]['function'] extends Fn ? Id : never;
}[OperationId];

export interface RouteRequest<Id extends OperationId> {
  readonly parameters: z.output<Operations[Id]['parameters']>;
  readonly query: z.output<Operations[Id]['query']>;
  readonly body: z.output<Operations[Id]['body']>;
  readonly caller: Caller;
  /** The same for the same caller, route and Idempotency-Key; otherwise unique to this request. */
  readonly token: string;
  readonly requestId: string;
  readonly now: Instant;
}

/** One function for every operation of a Lambda: a missing one does not compile. */
export type RouteHandlers<Fn extends ApiFunction> = {
  readonly [Id in OperationsOf<Fn>]: (request: RouteRequest<Id>) => Promise<z.input<Operations[Id]['response']>>;
};

export interface RouterDependencies {
  now(): Instant;
  /** Told of what is no error of the caller's. */
  readonly logger: { error(message: string, facts: Record<string, unknown>): void };
}

// Bodies carry no data beyond rows of configuration; API Gateway itself stops at 10 MB.
const MAXIMUM_BODY_BYTES = 5_000_000;

const JwtEventSchema = z.looseObject({
  requestContext: z.looseObject({ authorizer: z.looseObject({ jwt: z.looseObject({ claims: z.unknown() }) }) }),
});

function parsePart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: 'parameter' | 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }));
  const [first] = issues;
  throw new InvalidInputError(
    ownCode(parsed.error) ?? (code === 'parameter' ? 'request.parameter_invalid' : 'request.body_invalid'),
    `${code} "${first?.field ?? ''}": ${first?.problem ?? 'invalid'}`,
    { details: { issues: issues.slice(0, 10) } },
  );
}

const CodedIssueSchema = z.looseObject({
  params: z.looseObject({ code: z.templateLiteral([z.string(), '.', z.string()]) }),
});

/** The code that the schema itself gives to what it found first. */
function ownCode({ issues }: z.ZodError): ErrorCode | undefined {
  return CodedIssueSchema.safeParse(issues[0]).data?.params.code;
}

function readBody(event: APIGatewayProxyEventV2): unknown {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAXIMUM_BODY_BYTES) {
    throw new InvalidInputError(
      'request.body_too_large',
      `the body has ${bytes} bytes; the limit is ${MAXIMUM_BODY_BYTES}`,
    );
  }
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError('request.body_not_json', 'the body is not JSON', { cause });
  }
}

function identify(event: APIGatewayProxyEventV2, operation: Operation): Caller {
  if (operation.role === 'open') return { subject: 'anyone', roles: [], isMachine: false };
  const caller = callerOf(JwtEventSchema.safeParse(event).data?.requestContext.authorizer.jwt.claims);
  if (!mayAct(caller, operation.role)) {
    throw new ForbiddenError(
      'caller.role_missing',
      `${caller.subject} has the roles [${caller.roles.join(', ')}]; this needs ${operation.role} or admin`,
    );
  }
  return caller;
}

/** Path parameters arrive decoded, but a URN's `%3A` may reach us either way. */
function decoded(parameters: APIGatewayProxyEventV2['pathParameters']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).map(([name, value = '']) => [name, decodeOnce(name, value)]),
  );
}

function decodeOnce(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new InvalidInputError(
      'request.parameter_invalid',
      `parameter "${name}": "${value}" is not percent-encoded text`,
      {
        cause,
      },
    );
  }
}

/** A Lambda handler that parses by the table of operations, checks the role, and answers errors as problems. */
export function createRouter<Fn extends ApiFunction>(
  functionName: Fn,
  handlers: RouteHandlers<Fn>,
  { now, logger }: RouterDependencies,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const byRouteKey = new Map<string, OperationId>();
  for (const [id, operation] of Object.entries(OPERATIONS)) {
    // The keys of OPERATIONS are OperationId; Object.entries widens them to string.
    if (operation.function === functionName) byRouteKey.set(routeKeyOf(operation), id as OperationId);
  }

  async function answer(event: APIGatewayProxyEventV2): Promise<{ status: number; body: unknown }> {
    const id = byRouteKey.get(event.routeKey);
    if (id === undefined) throw new NotFoundError('route.unknown', `no route ${event.routeKey}`);
    const operation: Operation = OPERATIONS[id];
    const caller = identify(event, operation);
    const request = {
      parameters: parsePart(operation.parameters, decoded(event.pathParameters), 'parameter'),
      query: parsePart(operation.query, event.queryStringParameters ?? {}, 'parameter'),
      body: operation.method === 'POST' ? parsePart(operation.body, readBody(event), 'body') : {},
      caller,
      token: requestToken(caller, event),
      requestId: event.requestContext.requestId,
      now: now(),
    };
    // The table pairs each id with its schemas and handler; the compiler cannot follow a dynamic id through the pairing.
    const handle = handlers[id as OperationsOf<Fn>] as (request: unknown) => Promise<unknown>;
    return { status: operation.status, body: await handle(request) };
  }

  return async (event) => {
    try {
      const { status, body } = await answer(event);
      return { statusCode: status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    } catch (error) {
      const problem = problemOf(error, event.requestContext.requestId);
      if (problem.status >= 500) {
        const cause =
          error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { error };
        logger.error(problem.code, { route: event.routeKey, ...cause });
      }
      return {
        statusCode: problem.status,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify(problem),
      };
    }
  };
}
