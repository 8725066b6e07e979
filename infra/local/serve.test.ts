import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RunningServer, serve } from './serve.ts';
import type { ServiceRequest, ServiceResponse } from './service.ts';

describe('serve', () => {
  let server: RunningServer | undefined;
  afterEach(() => server?.close());

  async function start(handle: (request: ServiceRequest) => Promise<ServiceResponse>): Promise<string> {
    server = await serve({ name: 'test', handle, close: async () => {} });
    return server.url;
  }

  it('hands over the raw path, the query and the headers, and streams both bodies', async () => {
    const url = await start(async ({ method, path, query, headers, body }) => ({
      status: 201,
      headers: { 'x-seen': [method, path, query.get('a'), headers['x-b']].join(' ') },
      body: Readable.from(body),
    }));

    const response = await fetch(`${url}/p%2Fq?a=1%2B1`, { method: 'POST', body: 'hello', headers: { 'X-B': 'b' } });

    expect([response.status, response.headers.get('x-seen'), await response.text()]).toEqual([
      201,
      'POST /p%2Fq 1+1 b',
      'hello',
    ]);
  });

  it('tears the connection when a body breaks half-way', async () => {
    const url = await start(async () => ({
      status: 200,
      headers: {},
      body: Readable.from(
        (async function* () {
          yield 'half';
          throw new Error('disk');
        })(),
      ),
    }));

    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  it('answers before a large body has come, and the client sees the answer', async () => {
    const url = await start(async () => ({ status: 412, headers: {}, body: 'no' }));

    const response = await fetch(url, { method: 'PUT', body: Buffer.alloc(5_000_000) });

    expect([response.status, await response.text()]).toEqual([412, 'no']);
  });

  it('answers 500 when the service throws', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const url = await start(() => Promise.reject(new Error('bug')));

    const response = await fetch(url);

    expect([response.status, await response.text()]).toEqual([500, 'Error: bug']);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});
