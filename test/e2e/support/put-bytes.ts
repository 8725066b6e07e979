import { request as requestHttp } from 'node:http';
import type { Upload } from '@optaic/mlops/api';

/** PUTs bytes to a presigned URL over a connection of its own; answers the status. */
export function putBytes({ url, headers }: Pick<Upload, 'url' | 'headers'>, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = requestHttp(url, { method: 'PUT', headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end(body);
  });
}
