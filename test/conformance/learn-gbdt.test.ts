import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRandom } from '@optaic/mlops/base';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ROWS = 400;
const OBJECTIVES = [
  { objective: 'reg:squarederror' },
  { objective: 'reg:pseudohubererror' },
  { objective: 'binary:logistic', eval_metric: ['auc', 'logloss'] },
  { objective: 'multi:softprob', num_class: 3 },
  { objective: 'rank:pairwise' },
] as const;

const random = createRandom(8);
const home = mkdtempSync(join(tmpdir(), 'optaic-learn-'));

/** What `optaic learn gbdt` leaves in a folder of its own. */
function learn(parameters: (typeof OBJECTIVES)[number], missing: number): string {
  const folder = join(home, `${parameters.objective.replace(':', '-')}-${missing}`);
  mkdirSync(folder);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const x = Array.from({ length: 4 }, () => 4 * random() - 2);
    const real = x[0] * x[1] + x[2] + random();
    const label = labelOf(parameters.objective, real);
    const cells = x.map((value) => (random() < missing ? 'NA' : Math.fround(value)));
    const day = Math.floor(row / 20);
    return [`2020-01-${10 + day}`, ...cells, 1 + (day % 3), label].join(',');
  });
  writeFileSync(join(folder, 'rows.csv'), `day,a,b,c,d,weight,label\n${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'params.json'), JSON.stringify({ num_boost_round: 15, max_depth: 4, ...parameters }));
  const files = ['--data', join(folder, 'rows.csv'), '--params', join(folder, 'params.json'), '--out', folder];
  const columns = ['--label', 'label', '--group', 'day', '--weight', 'weight'];
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'cli/optaic.mjs'), 'learn', 'gbdt', ...files, ...columns],
    { encoding: 'utf8', cwd: home },
  );
  if (status !== 0) throw new Error(`optaic learn gbdt ended with ${status}: ${stderr}`);
  return folder;
}

function labelOf(objective: string, real: number): number {
  if (objective.startsWith('reg:')) return real;
  return objective === 'binary:logistic' ? Number(real > 0.5) : real > 1 ? 2 : Number(real > 0);
}

/** The numbers of predictions.csv behind row and group. */
function readPredictions(folder: string): number[] {
  const [, ...lines] = readFileSync(join(folder, 'predictions.csv'), 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => line.split(',').slice(2).map(Number));
}

describeWithPython('optaic learn gbdt, read by XGBoost', (python) => {
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('leaves models that predict there what predictions.csv says, with and without missing values', () => {
    const folders = OBJECTIVES.flatMap((parameters) => [0, 0.15].map((missing) => learn(parameters, missing)));

    const answer = python.run('test/conformance/xgboost_predictions.py', [], JSON.stringify(folders));

    const predictions = z.array(z.array(z.number())).parse(JSON.parse(answer));
    folders.forEach((folder, i) => {
      const ours = readPredictions(folder);
      expect(predictions[i]).toHaveLength(ours.length);
      const differences = ours.map((value, row) => Math.abs(value - (predictions[i]?.[row] ?? Number.NaN)));
      expect(Math.max(...differences)).toBeLessThan(1e-5);
    });
  });
});
