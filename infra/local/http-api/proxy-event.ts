import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { ServiceRequest } from '../service.ts';
import { decode, type RouteMatch } from './match-route.ts';

export type ProxyEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

export interface ProxyEventFacts {
  readonly apiId: string;
  readonly accountId: string;
  readonly match: RouteMatch;
  readonly claims?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly nowMs: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The event of payload format 2.0. As in AWS, the path arrives percent-decoded.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEvent(request: ServiceRequest, facts: ProxyEventFacts): ProxyEvent {
  const { match, body, claims } = facts;
  const { cookie, ...headers } = request.headers;
  const rawPath = decode(request.path);
  const isText = isTextual(headers['content-type']);
  const rawQueryString = request.query.toString();
  const queryStringParameters: Record<string, string> = {};
  for (const name of new Set(request.query.keys())) queryStringParameters[name] = request.query.getAll(name).join(',');
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters }),
    requestContext: {
      accountId: facts.accountId,
      apiId: facts.apiId,
      // API Gateway sends `scopes: null` unless the route asks for some, whatever the type says.
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: { ...claims }, scopes: null as never } } }),
      domainName: headers.host ?? '',
      domainPrefix: facts.apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: facts.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: facts.requestId,
      routeKey: match.route.routeKey,
      stage: '$default',
      time: commonLogTime(facts.nowMs),
      timeEpoch: facts.nowMs,
    },
    ...(Object.keys(match.pathParameters).length === 0 ? {} : { pathParameters: { ...match.pathParameters } }),
    ...(body.length === 0 ? {} : { body: isText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** API Gateway passes these as text and everything else as base64. */
function isTextual(contentType = ''): boolean {
  return (
    contentType === '' ||
    /^(text\/|application\/(json|xml|javascript|.+\+json|.+\+xml|x-www-form-urlencoded))/i.test(contentType)
  );
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(nowMs: number): string {
  const [date = '', time = ''] = new Date(nowMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
