import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CustomResources, RESPONSE_PATH } from '../custom-resources/custom-resources.ts';
import type { HttpApi } from '../http-api/http-api.ts';
import { readBody } from '../read-body.ts';
import { RuntimeError, systemCode } from '../runtime-error.ts';
import { listen, type RunningServer, sendServiceResponse, toServiceRequest } from '../serve.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import { plain, type Site } from '../site/site-files.ts';

/** What stands behind the port for people, once the templates are read. */
export interface PublicRoutes {
  readonly api?: HttpApi;
  readonly site?: Site;
  readonly customResources: CustomResources;
  /** By path: the issuer's documents. */
  readonly documents: Readonly<Record<string, object>>;
}

export interface PublicServer {
  readonly url: string;
  open(routes: PublicRoutes): void;
  close(): Promise<void>;
}

/**
 * The port for people: the site, `/v1/*` to the API as CloudFront passes it on, the issuer's keys.
 *
 * @throws {RuntimeError} `runtime.port_taken`
 */
export async function startPublicServer(port: number): Promise<PublicServer> {
  let routes: PublicRoutes | undefined;
  const server = await listenOn(port, async (message, response) => {
    const request = toServiceRequest(message);
    const answer =
      routes === undefined ? plain(503, 'starting') : await route(routes, request, message.socket.remoteAddress ?? '');
    await sendServiceResponse(answer, response);
  });
  return {
    url: server.url,
    open: (opened) => {
      routes = opened;
    },
    close: server.close,
  };
}

async function route(routes: PublicRoutes, request: ServiceRequest, sourceIp: string): Promise<ServiceResponse> {
  const { path, method } = request;
  const document = routes.documents[path];
  if (document !== undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
  }
  if (path.startsWith(RESPONSE_PATH) && method === 'PUT') {
    const isExpected = routes.customResources.receive(path, (await readBody(request.body)).toString());
    return isExpected ? plain(200, 'ok') : plain(403, 'forbidden');
  }
  if (routes.api !== undefined && path.startsWith('/v1/')) return routes.api.handle(request, sourceIp);
  return routes.site?.(request) ?? plain(404, 'not found');
}

async function listenOn(
  port: number,
  onRequest: (message: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<RunningServer> {
  try {
    return await listen(onRequest, port);
  } catch (error) {
    if (systemCode(error) !== 'EADDRINUSE') throw error;
    throw new RuntimeError(
      'runtime.port_taken',
      `port ${port} is taken by another program; stop it, or choose another with --port`,
      { cause: error },
    );
  }
}
