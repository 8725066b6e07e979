import { describe, expect, it } from 'vitest';
import { matchRoute } from './match-route.ts';

const routes = [
  'GET /v1/runs/{id}',
  'GET /v1/runs/latest',
  'ANY /v1/runs/{id}',
  'GET /v1/files/{path+}',
  '$default',
].map((routeKey) => ({ routeKey, functionArn: 'arn', timeoutMs: 1 }));
const match = (method: string, path: string) => {
  const found = matchRoute(routes, method, path);
  return [found?.route.routeKey, found?.pathParameters];
};

describe('matchRoute', () => {
  it('prefers fixed segments, then parameters, then the rest, then $default', () => {
    expect(match('GET', '/v1/runs/latest')).toEqual(['GET /v1/runs/latest', {}]);
    expect(match('GET', '/v1/runs/7')).toEqual(['GET /v1/runs/{id}', { id: '7' }]);
    expect(match('POST', '/v1/runs/7')).toEqual(['ANY /v1/runs/{id}', { id: '7' }]);
    expect(match('GET', '/v1/files/a/b')).toEqual(['GET /v1/files/{path+}', { path: 'a/b' }]);
    expect(match('GET', '/v1/nowhere/7/8')).toEqual(['$default', {}]);
  });

  it('decodes parameters after the path was split', () => {
    expect(match('GET', '/v1/runs/a%2Fb%3A1')).toEqual(['GET /v1/runs/{id}', { id: 'a/b:1' }]);
    expect(match('GET', '/v1/runs/100%')).toEqual(['GET /v1/runs/{id}', { id: '100%' }]);
  });
});
