import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LocalService, ServiceRequest, ServiceResponse } from './service.ts';

/** Node's request as a service sees it; the body is not read yet. */
export function toServiceRequest(message: IncomingMessage): ServiceRequest {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers,
    body: message,
  };
}

/** Sends a response; a body stream that breaks half-way tears the connection, so that no client takes it for complete. */
export async function sendServiceResponse(response: ServiceResponse, target: ServerResponse): Promise<void> {
  const { status, headers, body } = response;
  if (body instanceof Readable) {
    target.writeHead(status, headers);
    if (target.req.method === 'HEAD') {
      body.destroy();
      target.end();
      return;
    }
    await pipeline(body, target).catch(() => target.destroy());
    return;
  }
  const size = body === undefined ? 0 : Buffer.byteLength(body);
  const declared = Object.keys(headers).some((name) => name.toLowerCase() === 'content-length');
  target.writeHead(
    status,
    declared || status === 204 || status === 304 ? headers : { ...headers, 'content-length': String(size) },
  );
  target.end(body);
}

/** Reads what is left of a request, so that a client that is still sending sees our answer and not a reset. */
export function drain(message: IncomingMessage): void {
  message.on('error', () => {});
  message.resume();
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** Serves one service alone, without authentication: for tests. The gateway uses the parts above. */
export async function serve(service: LocalService, port = 0): Promise<RunningServer> {
  return listen(async (message, response) => {
    await sendServiceResponse(await service.handle(toServiceRequest(message)), response);
  }, port);
}

/** An HTTP server on 127.0.0.1; what the listener throws is answered with 500. */
export async function listen(
  onRequest: (message: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<RunningServer> {
  const server = createServer((message, response) => {
    onRequest(message, response)
      .catch((error: unknown) => {
        console.error(error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      })
      .finally(() => drain(message));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    server,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
