import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { InstanceIdSchema, urn } from '@optaic/mlops/base';
import { RunRecordSchema, runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { NOW, newCertificate } from '../../test/support/registry-fixtures.ts';

const CLI = resolve(import.meta.dirname, '../optaic.mjs');
const audited = runIdFrom('audited');
const audit = runIdFrom('audit');

/** The command line against an API that answers with one certificate. */
async function pitAudit(poisoned?: string): Promise<{ code: number | string | null; text: string }> {
  const subject = urn.model(InstanceIdSchema.parse('Alpha'), 3);
  const run = RunRecordSchema.parse({
    id: audit,
    kind: 'training',
    mode: 'pit-audit',
    status: 'completed',
    instanceId: 'Alpha',
    actor: { kind: 'person', id: 'ada' },
    cause: { kind: 'person' },
    clock: 'simulated',
    asOf: NOW,
    request: { auditedRunId: audited },
    inputs: [],
    createdAt: NOW,
    result: { certified: subject },
  });
  const answers: Readonly<Record<string, unknown>> = {
    [`POST /v1/runs/${audited}/pit-audit`]: { ...run, status: 'pending' },
    [`GET /v1/runs/${audit}`]: run,
    'GET /v1/instances/Alpha/versions/3/certificate': newCertificate(audited, audit, poisoned),
  };
  const server = createServer((request, response) => {
    const answer = answers[`${request.method} ${request.url}`];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  try {
    return await new Promise((ended) => {
      const args = [CLI, '--url', url, '--token', 'token', 'pit-audit', '--run', audited];
      execFile(process.execPath, args, (error, stdout, stderr) =>
        ended({ code: error === null ? 0 : (error.code ?? null), text: `${stdout}${stderr}` }),
      );
    });
  } finally {
    server.close();
  }
}

describe('optaic pit-audit', () => {
  it('prints the certificate and succeeds when the outputs are the same', async () => {
    const { code, text } = await pitAudit();

    expect(text).toContain('verdict: identical');
    expect(code).toBe(0);
  });

  it('fails when they differ', async () => {
    const { code, text } = await pitAudit('b'.repeat(64));

    expect(text).toContain('DIFFERENT');
    expect(code).toBe(1);
  });
});
