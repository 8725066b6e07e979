import { describe, expect, it } from 'vitest';
import { arn, type FixtureAssembly, lambda, ref, role } from '../fixtures/assembly-builder.ts';
import { startFixture } from '../fixtures/start-fixture.ts';

const ANSWER = `
const answers = {
  binary: () => ({ statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: 'AQID', isBase64Encoded: true }),
  bare: () => ({ hello: 1 }),
  problem: () => ({ statusCode: 422, headers: { 'content-type': 'application/problem+json' }, body: '{"code":"x.y"}' }),
  wrong: () => ({ statusCode: 'many' }),
  bug: () => { throw new Error('bug'); },
  slow: () => new Promise(() => {}),
  echo: (event) => ({ statusCode: 200, body: JSON.stringify({ body: event.body, base64: event.isBase64Encoded, cookies: event.cookies }) }),
};
exports.handler = async (event) => answers[event.pathParameters.way](event);`;

function api({ permission = true } = {}): FixtureAssembly {
  const allow = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn('Answer'),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', ['arn:aws:execute-api:', ref('AWS::Region'), ':*:', ref('Api'), '/*/*/v1/{way}']] },
    },
  };
  return {
    functions: { answer: ANSWER },
    stacks: {
      Edge: {
        Resources: {
          Role: role(),
          Answer: lambda('answer', 'Role', { Timeout: 5 }),
          Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Name: 'api' } },
          Integration: {
            Type: 'AWS::ApiGatewayV2::Integration',
            Properties: {
              ApiId: ref('Api'),
              IntegrationType: 'AWS_PROXY',
              IntegrationUri: arn('Answer'),
              PayloadFormatVersion: '2.0',
              TimeoutInMillis: 300,
            },
          },
          Route: {
            Type: 'AWS::ApiGatewayV2::Route',
            Properties: {
              ApiId: ref('Api'),
              RouteKey: 'POST /v1/{way}',
              Target: { 'Fn::Join': ['/', ['integrations', ref('Integration')]] },
            },
          },
          ...(permission ? { Allow: allow } : {}),
        },
      },
    },
  };
}

describe('HttpApi', () => {
  it('passes answers on as API Gateway does', async () => {
    const { runtime } = await startFixture(api());
    // Loaded first, so that the short timeout of the integration is not spent on it.
    await runtime.invoke('Answer', { pathParameters: { way: 'bare' } });
    const post = async (way: string) => {
      const answer = await fetch(`${runtime.url}/v1/${way}`, { method: 'POST' });
      return [
        answer.status,
        answer.headers.get('content-type'),
        Buffer.from(await answer.arrayBuffer()).toString('latin1'),
      ];
    };

    expect(await post('binary')).toEqual([200, 'image/png', '\x01\x02\x03']);
    expect(await post('bare')).toEqual([200, 'application/json', '{"hello":1}']);
    expect(await post('problem')).toEqual([422, 'application/problem+json', '{"code":"x.y"}']);
    expect(await post('wrong')).toEqual([500, 'application/json', '{"message":"Internal Server Error"}']);
    expect(await post('bug')).toEqual([500, 'application/json', '{"message":"Internal Server Error"}']);
    expect(await post('slow')).toEqual([503, 'application/json', '{"message":"Service Unavailable"}']);
  });

  it('hands text over as text and other bodies as base64, and refuses what is too large', async () => {
    const { runtime } = await startFixture(api());
    await runtime.invoke('Answer', { pathParameters: { way: 'bare' } });
    const echo = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
      fetch(`${runtime.url}/v1/echo`, { method: 'POST', body, headers });

    const text = await echo('{"a":1}', { 'content-type': 'application/json', cookie: 'a=1; b=2' });
    const bytes = await echo(new Uint8Array([1, 2, 3]), { 'content-type': 'application/octet-stream' });
    const overLambda = await echo('x'.repeat(7 * 2 ** 20), { 'content-type': 'text/plain' });
    const overGateway = await echo('x'.repeat(11 * 2 ** 20), { 'content-type': 'text/plain' });

    expect(await text.json()).toEqual({ body: '{"a":1}', base64: false, cookies: ['a=1', 'b=2'] });
    expect(await bytes.json()).toEqual({ body: 'AQID', base64: true });
    expect([overLambda.status, overGateway.status]).toEqual([413, 413]);
  });

  it('does not reach a function that no permission lets it invoke', async () => {
    const { runtime } = await startFixture(api({ permission: false }));

    const answer = await fetch(`${runtime.url}/v1/bare`, { method: 'POST' });

    expect(answer.status).toBe(500);
  });
});
