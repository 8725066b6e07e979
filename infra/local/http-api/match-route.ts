import type { ApiRoute } from './api-definition.ts';

export interface RouteMatch {
  readonly route: ApiRoute;
  /** Percent-decoded, as API Gateway hands them over. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The most specific route for a request: fixed segments before `{parameters}`, those before `{greedy+}`, the method before ANY,
 * `$default` last.
 *
 * @param path - Still percent-encoded.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(routes: readonly ApiRoute[], method: string, path: string): RouteMatch | undefined {
  let best: { readonly match: RouteMatch; readonly rank: string } | undefined;
  for (const route of routes) {
    const candidate = matchOne(route, method, path);
    if (candidate !== undefined && (best === undefined || candidate.rank < best.rank)) best = candidate;
  }
  return best?.match;
}

/** The rank sorts as text: a digit a segment, then one for the method; less is more specific. */
function matchOne(route: ApiRoute, method: string, path: string): { match: RouteMatch; rank: string } | undefined {
  if (route.routeKey === '$default') return { match: { route, pathParameters: {} }, rank: '9' };
  const [routeMethod = '', template = ''] = route.routeKey.split(' ');
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;
  const wanted = segments(template);
  const given = segments(path);
  const pathParameters: Record<string, string> = {};
  let rank = '';
  for (const [index, segment] of wanted.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(segment)?.[1];
    if (greedy !== undefined) {
      if (given.length <= index) return undefined;
      pathParameters[greedy] = decode(given.slice(index).join('/'));
      return { match: { route, pathParameters }, rank: `${rank}2` };
    }
    const value = given[index];
    if (value === undefined) return undefined;
    const parameter = /^\{(.+)\}$/.exec(segment)?.[1];
    if (parameter !== undefined) pathParameters[parameter] = decode(value);
    else if (segment !== value) return undefined;
    rank += parameter === undefined ? '0' : '1';
  }
  if (given.length !== wanted.length) return undefined;
  return { match: { route, pathParameters }, rank: rank + (routeMethod === 'ANY' ? '1' : '0') };
}

function segments(path: string): string[] {
  return path.split('/').slice(1);
}

/** Malformed escapes stay as they are. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
