import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CreateInstanceSchema } from '@optaic/mlops/api';
import { InstanceIdSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { creationOf, DEMO_DATASETS, writeDemoFiles } from '../../cli/demo/demo-datasets.ts';
import { uploadFile } from '../../cli/upload-file.ts';
import { completedRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from '../e2e/support/embedded-app.ts';
import setup from '../support/synthesize.ts';
import { describeWithPython } from './support/describe-with-python.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/python.md'), 'utf8');
const TIMEOUT_MS = 240_000;
const run = promisify(execFile);

/** The only block of a language on the page. */
function blockOf(language: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block ?? '',
  );
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? '';
}

/** The arguments that the page gives its script. */
function commandLine(): string[] {
  const [, words = ''] = /`python ridge\.py ([^`]+)`/.exec(PAGE) ?? [];
  return words.split(' ');
}

describeWithPython('docs/python.md, word for word, on the data of the demo', (python) => {
  let app: EmbeddedApp;

  beforeAll(async () => {
    await setup();
    app = await openEmbeddedApp();
    const researcher = app.as('researcher');
    const files = await writeDemoFiles(app.directory);
    for (const dataset of DEMO_DATASETS) {
      await researcher.call('createDataset', { body: creationOf(dataset) });
      const { id } = await uploadFile(researcher, {
        dataset: dataset.name,
        file: files.get(dataset.name) ?? '',
        mode: 'append',
        parents: dataset.madeFrom.map((parent) => urn.dataset(parent, 1)),
      });
      await completedRun(researcher, id);
    }
    await researcher.call('createInstance', { body: CreateInstanceSchema.parse(JSON.parse(blockOf('json'))) });
  }, TIMEOUT_MS);
  afterAll(() => app[Symbol.asyncDispose]());

  it('trains in scikit-learn on what was known, imports the ONNX file and reads the published signal back', async () => {
    const script = join(app.directory, 'ridge.py');
    writeFileSync(script, blockOf('python'));
    const env = { ...process.env, OPTAIC_URL: app.runtime.url, OPTAIC_TOKEN: app.runtime.tokens.researcher };

    const { stdout } = await run(python.executable, [script, ...commandLine()], { env, timeout: TIMEOUT_MS });

    const [instance = ''] = commandLine();
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toBe('version 1 published 20 rows');
    expect(lines[1]?.trim().split(/\s+/)).toEqual(['entity', 'event_time', 'knowledge_time', 'score', 'signal']);
    expect(lines.slice(2).map((line) => Number(line.trim().split(/\s+/).at(-1)))).toEqual(
      Array.from({ length: 20 }, (_, rank) => expect.closeTo((2 * rank) / 19 - 1, 6)),
    );
    const version = await app
      .as('viewer')
      .call('getModelVersion', { parameters: { instance: InstanceIdSchema.parse(instance), version: 1 } });
    expect(version).toMatchObject({ stage: 'staging', certificate: { verdict: 'identical' } });
    expect(version.imported).toBeDefined();
  });
});
