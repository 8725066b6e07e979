import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InstantSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { openAuthoringRoot } from './authoring-root.testing.ts';
import { checkModelDefinition } from './check-model-definition.ts';
import { checkPurity } from './checks/purity.ts';
import { runInSandbox } from './checks/sandbox.ts';
import { formatReports, isSound, problemsOf } from './definition-report.ts';
import { evaluationOf } from './evaluation-record.ts';
import { scaffoldDefinition } from './scaffold-definition.ts';

const NAME = 'planted-model';

function planted(change: (folder: string) => void) {
  const authoring = openAuthoringRoot();
  scaffoldDefinition({ name: NAME, category: 'signal', directory: authoring.definitions });
  const folder = join(authoring.definitions, NAME);
  change(folder);
  return { ...authoring, folder };
}

const append = (file: string, code: string) => (folder: string) => appendFileSync(join(folder, file), `\n${code}\n`);
/** A test of the definition that runs the code. */
const runs = (code: string) => (folder: string) => {
  const path = join(folder, 'tests/index.ts');
  const source = readFileSync(path, 'utf8');
  const test = `{ name: 'planted', run: ({ assert }) => assert(${code}, 'no') },`;
  writeFileSync(path, source.replace('readonly DefinitionTest[] = [', `readonly DefinitionTest[] = [\n  ${test}`));
};

describe('checkPurity', () => {
  it.each([
    ['const now = () => Date.now();', /uses Date, a clock/],
    ['const now = () => new Date();', /uses Date, a clock/],
    ['const now = () => performance.now();', /uses performance, a clock/],
    ['const later = (f: () => void) => setTimeout(f, 1);', /uses setTimeout, a clock/],
    ['const chance = () => Math.random();', /uses Math\.random, randomness without a seed/],
    ['const chance = () => crypto.randomUUID();', /uses crypto, randomness without a seed/],
    ["const load = () => fetch('http://example.com');", /uses fetch, the network/],
    ['const home = () => process.env.HOME;', /uses process, the environment/],
    ["import { readFileSync } from 'node:fs';\nconst read = () => readFileSync('x');", /imports "node:fs"/],
    ["const read = () => import('node:fs');", /imports "node:fs"/],
    ["const read = () => require('fs');", /uses require, the file system/],
    [
      "import { createRegistry } from '@optaic/mlops/registry';\nconst x = createRegistry;",
      /imports "@optaic\/mlops\/reg/,
    ],
    ["const run = () => eval('1');", /uses eval, code that nobody approved/],
    ['const all = () => globalThis;', /uses globalThis/],
  ])('refuses %s, wherever it stands and whether or not it is run', async (code, reason) => {
    using author = planted(append('inference/predictor.ts', `${code}\nexport const planted = () => 1;`));

    const problems = await checkPurity(author.folder);

    expect(problems.some((problem) => reason.test(problem))).toBe(true);
    expect(problems.every((problem) => problem.startsWith('inference/predictor.ts'))).toBe(true);
  });

  it('minds neither comments, texts nor names of its own', async () => {
    const code =
      "// Date.now() and fetch\nexport const note = 'Math.random() of process';\nexport const of = (Date: number) => Date;";
    using author = planted(append('inference/predictor.ts', code));

    expect(await checkPurity(author.folder)).toEqual([]);
  });
});

describe('runInSandbox', () => {
  it.each([
    ['(() => 0).constructor("return Date.now()")() > 0', /Date is not defined: Date is a clock/],
    ['(() => 0).constructor("return fetch")() !== undefined', /fetch is not defined: fetch is the network/],
    ['(() => 0).constructor("return process.pid")() > 0', /process is not defined: process is the environment/],
    ['(() => 0).constructor("return require(\'fs\')")() !== undefined', /require is not defined: require is the file/],
    ['Math["random"]() > 0', /Math\.random is not seeded/],
  ])('has none of what %s reaches for by detours', async (code, reason) => {
    using author = planted(runs(code));

    const { tests } = await runInSandbox(join(author.folder, 'index.ts'), NAME);

    expect(tests?.find(({ name }) => name === 'planted')).toMatchObject({
      passed: false,
      message: expect.stringMatching(reason),
    });
  });
});

describe('checkModelDefinition', () => {
  it('says what is missing, and does not go on without an entry', async () => {
    using author = planted((folder) => {
      for (const part of ['index.ts', 'monitoring']) rmSync(join(folder, part), { recursive: true });
    });

    const report = await checkModelDefinition({ name: NAME, root: author.root });

    expect(isSound(report)).toBe(false);
    expect(formatReports([report])).toMatch(/planted-model@\? +FAILED( +-){5}/);
    expect(problemsOf(report)).toEqual([
      'structure: the folder monitoring/ is missing: every component has one',
      'structure: index.ts is missing: it exports the definition as default',
    ]);
    expect(
      evaluationOf(report, { now: InstantSchema.parse('2026-01-02T03:04:05.000Z'), actor: 'author' }),
    ).toBeUndefined();
  });

  it('finds another name, a component that does not fit, types, lint and a failed test, each in its column', async () => {
    using author = planted((folder) => {
      runs('1 > 2')(folder);
      append('training/config.ts', 'export const wrong: number = "text";\nexport var old = 1')(folder);
      const index = join(folder, 'index.ts');
      writeFileSync(index, readFileSync(index, 'utf8').replace(`'${NAME}'`, "'other-model'"));
    });

    const report = await checkModelDefinition({ name: NAME, root: author.root });

    const failed = report.results.filter(({ problems }) => problems.length > 0).map(({ check }) => check);
    expect(failed).toEqual(['interface', 'types', 'lint']);
    expect(problemsOf(report).join('\n')).toMatch(/exports a definition named other-model/);
    expect(problemsOf(report).join('\n')).toMatch(/types: training\/config\.ts\(\d+,\d+\): error TS2322/);
  }, 60_000);
});
