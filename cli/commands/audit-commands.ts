import type { RunId } from '@optaic/mlops/base';
import type { Command } from 'commander';
import { z } from 'zod';
import { asRunId, asSeed } from '../argument-parsers.ts';
import { contextOf } from '../command-context.ts';
import { formatCertificate } from '../format-certificate.ts';
import { readCertificate } from '../read-certificate.ts';
import { createStatusLine } from '../status-line.ts';
import { completedRun } from '../wait-for-run.ts';

interface AuditOptions {
  readonly run: RunId;
  readonly seed?: number;
}

const AuditResultSchema = z.looseObject({ certified: z.string() });

/** `pit-audit`, `certificate`. */
export function addAuditCommands(program: Command): void {
  program
    .command('pit-audit')
    .description('run a training or inference again with all that was not known then made garbage, and compare')
    .requiredOption('--run <id>', 'the completed run to audit', asRunId)
    .option('--seed <n>', 'of the poison; default 7', asSeed)
    .action(async ({ run, seed }: AuditOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('researcher');
      const audit = await client.call('startPitAudit', {
        parameters: { run },
        body: seed === undefined ? {} : { seed },
      });
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      const { result } = await completedRun(client, audit.id, {
        onPoll: (polled) => status.show(`audit ${audit.id} of run ${run} is ${polled.status}`),
      }).finally(() => status.clear());
      const certificate = await readCertificate(client, AuditResultSchema.parse(result).certified);
      print(certificate, () => formatCertificate(certificate));
      if (certificate.verdict === 'different') process.exitCode = 1;
    });

  program
    .command('certificate')
    .description('show the point-in-time certificate of a model version or of predictions')
    .argument('<version>', 'model:INSTANCE@N, or NAME@N of a dataset')
    .action(async (version: string, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const certificate = await readCertificate(connection.as('viewer'), version);
      print(certificate, () => formatCertificate(certificate));
    });
}
