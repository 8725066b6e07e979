import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import type { ServiceRequest, ServiceResponse } from '../service.ts';

/** Answers a path of the site, such as `/assets/app.js`. */
export type Site = (request: ServiceRequest) => Promise<ServiceResponse>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A path without an extension is a page of the single-page app, as the viewer function of CloudFront rules. */
export function sitePath(path: string): string {
  return extname(path) === '' ? '/index.html' : path;
}

/** The files of a folder. */
export function folderSite(directory: string): Site {
  return async ({ method, path }) => {
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'method not allowed');
    const file = join(directory, normalize(sitePath(decodePath(path))));
    if (!file.startsWith(directory) || !existsSync(file) || !statSync(file).isFile()) return plain(404, 'not found');
    const headers = { 'content-type': contentType(file), 'content-length': String(statSync(file).size) };
    return method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body: createReadStream(file) };
  };
}

export function contentType(path: string): string {
  return CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
}

export function plain(status: number, text: string): ServiceResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}
