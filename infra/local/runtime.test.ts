import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arn, lambda, role } from './fixtures/assembly-builder.ts';
import { newStateDir, startFixture } from './fixtures/start-fixture.ts';

const ECHO = 'exports.handler = async (event) => ({ event, region: process.env.AWS_REGION, dir: process.cwd() });';

describe('startRuntime', () => {
  it('invokes a declared function in its own process', async () => {
    const { runtime } = await startFixture({
      stacks: { Only: { Resources: { Role: role(), Echo: lambda('echo', 'Role') } } },
      functions: { echo: ECHO },
    });

    const answer = await runtime.invoke('Echo', { a: 1 });

    expect(answer).toMatchObject({ event: { a: 1 }, region: 'eu-west-1' });
  });

  it('names a resource type that it does not know', async () => {
    const starting = startFixture({ stacks: { Only: { Resources: { Cluster: { Type: 'AWS::EKS::Cluster' } } } } });

    await expect(starting).rejects.toMatchObject({
      code: 'template.unknown_resource',
      message: expect.stringContaining('AWS::EKS::Cluster (Only/Cluster)'),
    });
  });

  it('says that a port is taken, and leaves nothing running', async () => {
    const assembly = { stacks: { Only: { Resources: {} } } };
    const first = await startFixture(assembly);
    const port = Number(new URL(first.runtime.url).port);
    const stateDir = newStateDir();

    await expect(startFixture(assembly, { port, stateDir })).rejects.toMatchObject({
      code: 'runtime.port_taken',
      message: `port ${port} is taken by another program; stop it, or choose another with --port`,
    });
    await startFixture(assembly, { stateDir });
  });

  it('says that another runtime uses the state', async () => {
    const assembly = { stacks: { Only: { Resources: {} } } };
    const { stateDir } = await startFixture(assembly);

    await expect(startFixture(assembly, { stateDir })).rejects.toMatchObject({ code: 'runtime.already_running' });
  });

  it('says that there is no cloud assembly', async () => {
    await expect(startFixture('/nowhere')).rejects.toMatchObject({ code: 'template.assembly_missing' });
  });

  it('serves a folder as the site, with every page path as its one page', async () => {
    const siteDir = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(siteDir, 'index.html'), '<h1>Status</h1>');
    writeFileSync(join(siteDir, 'app.js'), 'start();');
    const { runtime } = await startFixture({ stacks: { Only: { Resources: {} } } }, { siteDir });
    const get = async (path: string) => {
      const answer = await fetch(runtime.url + path);
      return [answer.status, answer.headers.get('content-type'), await answer.text()];
    };

    expect(await get('/')).toEqual([200, 'text/html; charset=utf-8', '<h1>Status</h1>']);
    expect(await get('/instances/SPX')).toEqual([200, 'text/html; charset=utf-8', '<h1>Status</h1>']);
    expect(await get('/app.js')).toEqual([200, 'text/javascript; charset=utf-8', 'start();']);
    expect((await get('/missing.css'))[0]).toBe(404);
    expect((await get('/..%2f..%2fetc%2fpasswd.txt'))[0]).toBe(404);
  });

  it('serves routes of the HTTP API to callers with a token, and to nobody else', async () => {
    const integration = (fn: string) => ({
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn(fn),
        PayloadFormatVersion: '2.0',
      },
    });
    const route = (key: string, more: object = {}) => ({
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: key,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        ...more,
      },
    });
    const { runtime } = await startFixture({
      stacks: {
        Edge: {
          Resources: {
            Role: role(),
            Echo: lambda('echo', 'Role'),
            Pool: { Type: 'AWS::Cognito::UserPool' },
            Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
            Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'api' } },
            Integration: integration('Echo'),
            Authorizer: {
              Type: 'AWS::ApiGatewayV2::Authorizer',
              Properties: {
                ApiId: { Ref: 'Api' },
                AuthorizerType: 'JWT',
                IdentitySource: ['$request.header.Authorization'],
                JwtConfiguration: {
                  Audience: [{ Ref: 'Client' }],
                  Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] },
                },
              },
            },
            Open: route('GET /v1/health'),
            Run: route('GET /v1/runs/{id}', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } }),
            Allow: {
              Type: 'AWS::Lambda::Permission',
              Properties: {
                Action: 'lambda:InvokeFunction',
                FunctionName: arn('Echo'),
                Principal: 'apigateway.amazonaws.com',
                SourceArn: {
                  'Fn::Join': ['', ['arn:aws:execute-api:', { Ref: 'AWS::Region' }, ':*:', { Ref: 'Api' }, '/*/*']],
                },
              },
            },
          },
        },
      },
      functions: { echo: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });' },
    });
    const get = (path: string, token?: string) =>
      fetch(runtime.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    const expired = await runtime.issueToken({ subject: 'x', groups: ['viewer'], expiresInSeconds: -60 });

    const open = await get('/v1/health');
    const missing = await get('/v1/runs/1');
    const late = await get('/v1/runs/1', expired);
    const forged = await get('/v1/runs/1', `${runtime.tokens.viewer.slice(0, -4)}AAAA`);
    const nowhere = await get('/v1/nowhere');
    const good = await get('/v1/runs/run%3A1?x=1&x=2', runtime.tokens.researcher);

    expect([open.status, missing.status, late.status, forged.status, nowhere.status]).toEqual([
      200, 401, 401, 401, 404,
    ]);
    expect(await missing.json()).toEqual({ message: 'Unauthorized' });
    expect(await nowhere.json()).toEqual({ message: 'Not Found' });
    expect(await good.json()).toMatchObject({
      routeKey: 'GET /v1/runs/{id}',
      rawPath: '/v1/runs/run:1',
      pathParameters: { id: 'run:1' },
      queryStringParameters: { x: '1,2' },
      requestContext: { authorizer: { jwt: { claims: { 'cognito:groups': '[researcher]' } } } },
    });
  });
});
