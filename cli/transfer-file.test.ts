import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile, hashFile, putFile } from './transfer-file.ts';

const CONTENT = Buffer.alloc(3_000_000, 'rows');
const sha256 = createHash('sha256').update(CONTENT).digest('hex');

describe('file transfers', () => {
  let directory: string;
  let file: string;
  let server: Server | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'transfer-test-'));
    file = join(directory, 'rows.csv');
    await writeFile(file, CONTENT);
  });
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** A server that answers so; returns its URL. */
  async function serve(answer: RequestListener): Promise<string> {
    const opened = createServer(answer);
    server = opened;
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    const address = opened.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/key`;
  }

  describe('hashFile', () => {
    it('gives the sha256 and tells how far it is', async () => {
      const told: number[] = [];

      expect(await hashFile(file, (done) => told.push(done))).toBe(sha256);
      expect(told.at(-1)).toBe(CONTENT.length);
    });
  });

  describe('putFile', () => {
    it('sends the file with its length, not in chunks', async () => {
      const received: Buffer[] = [];
      let headers = {};
      const url = await serve((request, response) => {
        headers = request.headers;
        request.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => response.end());
      });
      const told: number[] = [];

      await putFile({ file, url, headers: { 'content-length': String(CONTENT.length), 'x-signed': 'yes' } }, (done) =>
        told.push(done),
      );

      expect(Buffer.concat(received).equals(CONTENT)).toBe(true);
      expect(headers).toMatchObject({ 'content-length': String(CONTENT.length), 'x-signed': 'yes' });
      expect(headers).not.toHaveProperty('transfer-encoding');
      expect(told.at(-1)).toBe(CONTENT.length);
    });

    it('says what the server said when it refuses', async () => {
      const url = await serve((request, response) => {
        request.resume().on('end', () => response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>'));
      });

      const put = putFile({ file, url, headers: { 'content-length': String(CONTENT.length) } });

      await expect(put).rejects.toThrow(/failed with 403: <Code>SignatureDoesNotMatch/);
    });

    it('fails when the connection breaks', async () => {
      const url = await serve((request) => request.socket.destroy());

      await expect(putFile({ file, url, headers: { 'content-length': String(CONTENT.length) } })).rejects.toThrow();
    });
  });

  describe('downloadFile', () => {
    const target = () => join(directory, 'out.csv');

    it('writes the file once it is whole', async () => {
      const url = await serve((_request, response) => response.end(CONTENT));

      await downloadFile({ url, file: target(), sha256 });

      expect((await readFile(target())).equals(CONTENT)).toBe(true);
    });

    it('leaves no file whose bytes are others', async () => {
      const url = await serve((_request, response) => response.end('rows'));

      await expect(downloadFile({ url, file: target(), sha256 })).rejects.toThrow(/has sha256/);

      expect([existsSync(target()), existsSync(`${target()}.partial`)]).toEqual([false, false]);
    });

    it('leaves no file of a connection that breaks', async () => {
      const url = await serve((_request, response) => {
        response.writeHead(200, { 'content-length': String(CONTENT.length) });
        response.write(CONTENT.subarray(0, 1_000), () => response.destroy());
      });

      await expect(downloadFile({ url, file: target(), sha256 })).rejects.toThrow();

      expect([existsSync(target()), existsSync(`${target()}.partial`)]).toEqual([false, false]);
    });
  });
});
