import { tmpdir } from 'node:os';
import { InstantSchema } from '@optaic/mlops/base';
import { createMemoryObjectStore } from '@optaic/mlops/pipeline/object-store.memory';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../../test/support/embedded-registry.ts';
import { dataRoutes } from './data-routes.ts';
import { registryRoutes } from './registry-routes.ts';
import { createRouter } from './router.ts';
import { runsRoutes } from './runs-routes.ts';

const NOW = InstantSchema.parse('2026-01-05T10:00:00.000Z');

interface RequestParts {
  readonly method?: 'GET' | 'POST';
  readonly route: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** As API Gateway hands the claim over; absent: no token. */
  readonly groups?: string;
}

function eventOf({
  method = 'GET',
  route,
  path,
  query,
  headers = {},
  body,
  groups,
}: RequestParts): APIGatewayProxyEventV2 {
  const authorizer =
    groups === undefined ? {} : { authorizer: { jwt: { claims: { sub: 'ann', 'cognito:groups': groups } } } };
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath: route,
    rawQueryString: '',
    headers,
    isBase64Encoded: false,
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body }),
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: 'api.test',
      domainPrefix: 'api',
      http: { method, path: route, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${method} ${route}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      ...authorizer,
    },
  } satisfies APIGatewayProxyEventV2;
}

const refuseToSign = async () => {
  throw new Error('nothing is signed here');
};

describe('createRouter', () => {
  let embedded: EmbeddedRegistry;
  let ask: (parts: RequestParts) => Promise<{ status: number; body: Record<string, unknown> }>;

  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    const { registry } = embedded;
    const dependencies = { now: () => NOW, logger: { error() {} } };
    const registryRouter = createRouter(
      'api-registry',
      registryRoutes({ registry, artifacts: createMemoryObjectStore() }),
      dependencies,
    );
    const runsRouter = createRouter(
      'api-runs',
      runsRoutes({ registry, artifacts: createMemoryObjectStore() }),
      dependencies,
    );
    ask = async (parts) => {
      const router =
        parts.route.startsWith('/v1/instances') && !parts.route.includes('versions') ? runsRouter : registryRouter;
      const { statusCode, body } = await router(eventOf(parts));
      return { status: statusCode ?? 0, body: JSON.parse(body ?? '') };
    };
  });

  afterAll(() => embedded[Symbol.asyncDispose]());

  it('answers an open route without a token', async () => {
    const answer = await ask({ route: '/v1/health' });

    expect(answer).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('refuses a caller without the role and names both', async () => {
    const answer = await ask({
      method: 'POST',
      route: '/v1/instances',
      groups: '[viewer]',
      body: '{}',
    });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'caller.role_missing' });
    expect(answer.body.detail).toContain('researcher');
  });

  it('refuses a token that is in no group', async () => {
    const answer = await ask({ route: '/v1/instances', groups: '[]' });

    expect(answer).toMatchObject({ status: 403, body: { code: 'caller.role_missing' } });
  });

  it('answers 400 to a body that is not JSON', async () => {
    const answer = await ask({ method: 'POST', route: '/v1/instances', groups: '[researcher]', body: '{"id":' });

    expect(answer).toMatchObject({ status: 400, body: { code: 'request.body_not_json' } });
  });

  it('names the field of a body that breaks its schema', async () => {
    const answer = await ask({
      method: 'POST',
      route: '/v1/instances',
      groups: '[researcher viewer]',
      body: '{"id":"7"}',
    });

    expect(answer).toMatchObject({ status: 422, body: { code: 'request.body_invalid' } });
    expect(answer.body.detail).toContain('"id"');
  });

  it('answers with the code that a schema gives to what it found', async () => {
    const router = createRouter(
      'api-data',
      dataRoutes({
        registry: embedded.registry,
        data: createMemoryObjectStore(),
        scratch: { directory: tmpdir() },
        presignUpload: refuseToSign,
        presignDownload: refuseToSign,
      }),
      { now: () => NOW, logger: { error() {} } },
    );
    const post = async (parts: Partial<RequestParts> & { route: string }) => {
      const answer = await router(eventOf({ method: 'POST', groups: '[researcher]', ...parts }));
      return { status: answer.statusCode, ...JSON.parse(answer.body ?? '') };
    };

    const dataset = await post({ route: '/v1/datasets', body: JSON.stringify({ name: '../prices', schema: {} }) });
    const file = await post({
      route: '/v1/datasets/{name}/uploads',
      path: { name: 'prices' },
      body: JSON.stringify({ fileName: '../../etc/passwd', bytes: 1, sha256: 'a'.repeat(64), format: 'csv' }),
    });

    expect([dataset.status, dataset.code]).toEqual([422, 'dataset.name_invalid']);
    expect([file.status, file.code]).toEqual([422, 'upload.file_name_invalid']);
    expect(file.detail).toContain('../../etc/passwd');
  });

  it('refuses a body above 5 MB before it reads it', async () => {
    const body = JSON.stringify({ description: 'x'.repeat(5_000_001) });

    const answer = await ask({ method: 'POST', route: '/v1/instances', groups: '[researcher]', body });

    expect(answer).toMatchObject({ status: 422, body: { code: 'request.body_too_large' } });
  });

  it('answers 404 with the name of what does not exist', async () => {
    const answer = await ask({ route: '/v1/instances/{instance}', path: { instance: 'Nobody' }, groups: '[viewer]' });

    expect(answer).toMatchObject({ status: 404, body: { code: 'model_instance.not_found' } });
    expect(answer.body.detail).toContain('Nobody');
  });

  it('answers 404 to an unknown definition and creates nothing', async () => {
    const body = JSON.stringify({
      id: 'A',
      name: 'A',
      definition: { name: 'no-such-model', version: '1.0.0' },
      trainingDatasets: ['f'],
      labelDataset: 'l',
      inferenceDatasets: ['f'],
      outputDataset: 'o',
      universe: 'u',
      config: { targetColumn: 'y' },
    });

    const answer = await ask({ method: 'POST', route: '/v1/instances', groups: '[researcher]', body });

    expect(answer).toMatchObject({ status: 404, body: { code: 'definition.not_found' } });
    expect(answer.body.detail).toContain('no-such-model');
    expect((await embedded.registry.instances.listInstances()).items).toEqual([]);
  });

  it('accepts a percent-encoded URN once more encoded than API Gateway leaves it', async () => {
    const answer = await ask({ route: '/v1/lineage/{urn}', path: { urn: 'dataset%3Aprices%401' }, groups: '[viewer]' });

    expect(answer).toMatchObject({ status: 200, body: { edges: [] } });
  });

  it('refuses a parameter that is not percent-encoded text', async () => {
    const answer = await ask({ route: '/v1/lineage/{urn}', path: { urn: 'dataset:%E0%A4%A' }, groups: '[viewer]' });

    expect(answer).toMatchObject({ status: 400, body: { code: 'request.parameter_invalid' } });
  });

  it('refuses an Idempotency-Key with spaces', async () => {
    const answer = await ask({
      method: 'POST',
      route: '/v1/instances',
      groups: '[researcher]',
      headers: { 'idempotency-key': 'a b' },
      body: JSON.stringify({
        id: 'A',
        name: 'A',
        definition: { name: 'no-such-model', version: '1.0.0' },
        trainingDatasets: ['f'],
        labelDataset: 'l',
        inferenceDatasets: ['f'],
        outputDataset: 'o',
        universe: 'u',
        config: { targetColumn: 'y' },
      }),
    });

    expect(answer).toMatchObject({ status: 400, body: { code: 'request.parameter_invalid' } });
  });
});
