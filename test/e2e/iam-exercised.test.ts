import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CalendarDateSchema, InstanceIdSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { waitForRun } from '../../cli/wait-for-run.ts';
import { CLOUD_ASSEMBLY, openEmbeddedApp } from './support/embedded-app.ts';
import { prepareInstance, prepareMarket } from './support/small-cycle.ts';
import { TRAIN_AS_OF } from './support/small-market.ts';

const StatementSchema = z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) });
const TemplateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z
        .looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(StatementSchema) }).optional() })
        .optional(),
    }),
  ),
});

/** A copy of the assembly in which one role's policy has lost the statement of one action. */
function assemblyWithout(directory: string, policyPrefix: string, action: string): void {
  const changed = 'Pipelines.template.json';
  for (const entry of readdirSync(CLOUD_ASSEMBLY)) {
    const [from, to] = [join(CLOUD_ASSEMBLY, entry), join(directory, entry)];
    // Layers are large and only looked at. A bundle must not be a link: Node would take the repository's module type for it.
    if (existsSync(join(from, 'nodejs'))) symlinkSync(from, to);
    else if (entry !== changed) cpSync(from, to, { recursive: true });
  }
  const template = TemplateSchema.parse(JSON.parse(readFileSync(join(CLOUD_ASSEMBLY, changed), 'utf8')));
  let removed = 0;
  for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
    const document = Properties?.PolicyDocument;
    if (Type !== 'AWS::IAM::Policy' || !logicalId.startsWith(policyPrefix) || document === undefined) continue;
    const kept = document.Statement.filter(({ Action }) => ![Action].flat().includes(action));
    removed += document.Statement.length - kept.length;
    document.Statement = kept;
  }
  expect(removed).toBe(1);
  writeFileSync(join(directory, changed), JSON.stringify(template));
}

describe('a role that has lost one statement', () => {
  it('fails the run with the denial named, and publishes nothing', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'optaic-iam-'));
    try {
      assemblyWithout(directory, 'TrainingFitRole', 's3:PutObject');
      await using app = await openEmbeddedApp({ cloudAssembly: directory });
      const researcher = app.as('researcher');
      await prepareMarket(researcher, app.directory);
      await prepareInstance(researcher, app.directory, 'denied');
      const parameters = { instance: InstanceIdSchema.parse('denied') };

      const { id } = await researcher.call('startTraining', {
        parameters,
        body: { asOf: CalendarDateSchema.parse(TRAIN_AS_OF), clock: 'simulated' },
      });
      const run = await waitForRun(researcher, id);

      expect(run.status).toBe('failed');
      expect(run.error?.message).toMatch(
        /is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::\S+\/(models|runs)\//,
      );
      expect(app.runtime.denials().join('\n')).toContain('TrainingFit');
      expect((await researcher.call('listModelVersions', { parameters })).items).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 60_000);
});
