import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeGbdtModel, predictGbdt } from '@optaic/mlops/learners/gbdt';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { afterAll, describe, expect, it } from 'vitest';
import { type LearnRequest, learnGbdt } from './learn-gbdt.ts';

const directory = mkdtempSync(join(tmpdir(), 'optaic-learn-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const ROWS = 120;
const feature = (row: number, f: number) => Math.fround(Math.sin(row * (f + 1.7)));

function write(name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

/** Columns day, x, "y, z", weight, label; every tenth x is missing. */
function rowsFile(name: string, labelOf: (row: number) => number): string {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const x = row % 10 === 3 ? 'NA' : feature(row, 0);
    const day = `2020-01-${10 + Math.floor(row / 30)}`;
    return [day, x, feature(row, 1), 1 + Math.floor(row / 30), labelOf(row)].join(',');
  });
  return write(name, `day,x,"y, z",weight,label\n${lines.join('\n')}\n`);
}

function learn(request: Partial<LearnRequest> & { readonly data: string }) {
  return learnGbdt({
    label: 'label',
    ignored: ['day', 'weight'],
    out: join(directory, 'out'),
    contributions: false,
    threads: 1,
    version: '0.1.0',
    onRound: () => {},
    ...request,
  });
}

const parameters = (name: string, value: unknown) => write(name, JSON.stringify(value));
const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

describe('learnGbdt', () => {
  it('writes a model, in both forms, that predicts what the file of predictions says', async () => {
    const out = join(directory, 'classes');
    const data = rowsFile('classes.csv', (row) => Math.floor(3 * Math.abs(feature(row, 0))) % 3);

    const result = await learn({
      data,
      out,
      params: parameters('classes.json', { objective: 'multi:softprob', num_class: 3, num_boost_round: 4 }),
      contributions: true,
    });

    expect(readdirSync(out).sort()).toEqual(
      ['contributions', 'history', 'importances', 'model', 'model', 'predictions'].map(
        (name, i) => `${name}.${['csv', 'csv', 'json', 'json', 'onnx', 'csv'][i]}`,
      ),
    );
    expect(result).toMatchObject({ objective: 'multi:softprob', rows: ROWS, features: 2, rounds: 4 });
    const model = decodeGbdtModel(readFileSync(join(out, 'model.json')));
    expect(model.featureNames).toEqual(['x', 'y, z']);
    const byRow = Array.from({ length: ROWS }, (_, row) => [
      row % 10 === 3 ? Number.NaN : feature(row, 0),
      feature(row, 1),
    ]);
    const predicted = predictGbdt(model, Float32Array.from([0, 1].flatMap((f) => byRow.map((row) => row[f]))), ROWS);
    const [header, ...rows] = lines(join(out, 'predictions.csv')).map((line) => line.split(','));
    expect(header).toEqual(['row', 'probability_0', 'probability_1', 'probability_2']);
    expect(rows.flatMap(([, ...probabilities]) => probabilities.map(Number).map(Math.fround))).toEqual(
      Array.from(predicted),
    );
    const session = await createOnnxSession(readFileSync(join(out, 'model.onnx')));
    const scores = await session.run(Float32Array.from(byRow.flat()), ROWS).finally(() => session.release());
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(predicted[i], 6);
    });
    expect(lines(join(out, 'contributions.csv'))[0]).toBe('row,class,x,"y, z",expected');
    expect(lines(join(out, 'history.csv'))).toHaveLength(5);
  });

  it('ranks within the groups of a column, watches other rows and stops early', async () => {
    const out = join(directory, 'ranking');
    const data = rowsFile('ranking.csv', (row) => Math.round(2 + 2 * feature(row, 0)));
    const validation = rowsFile('watched.csv', (row) => Math.round(2 + 2 * feature(row, 0)));
    const rounds: number[] = [];

    const result = await learn({
      data,
      validation,
      out,
      group: 'day',
      weight: 'weight',
      ignored: [],
      params: parameters('ranking.json', {
        objective: 'rank:pairwise',
        num_boost_round: 300,
        early_stopping_rounds: 2,
      }),
      onRound: ({ round }) => rounds.push(round),
    });

    expect(rounds).toHaveLength((result.bestIteration ?? 0) + 3);
    expect(result.features).toBe(2);
    expect(Object.keys(result.metrics)).toEqual(['trainNdcg32', 'validationNdcg32']);
    expect(lines(join(out, 'predictions.csv'))[1]).toMatch(/^0,2020-01-10,-?\d/);
    expect(lines(join(out, 'validation-predictions.csv'))).toHaveLength(ROWS + 1);
  });

  it('reads Parquet and NDJSON too', async () => {
    const file = write('rows.ndjson', '{"x": 1.5, "label": 1}\n{"x": null, "label": 2}\n{"x": 3, "label": 3}\n');

    const result = await learn({ data: file, out: join(directory, 'ndjson'), ignored: [] });

    expect(result).toMatchObject({ rows: 3, features: 1 });
  });

  const good = () => rowsFile('good.csv', (row) => row % 2);

  it.each([
    { what: 'no such file', request: { data: join(directory, 'absent.csv') }, message: /absent\.csv cannot be read/ },
    { what: 'no such label', request: { label: 'price' }, message: /has no column price; it has day, x, / },
    { what: 'no such ignored column', request: { ignored: ['z'] }, message: /has no column z/ },
    {
      what: 'text in a feature',
      request: { ignored: [] },
      message: /row 0 of column day is "2020-01-10", which is no number; leave the column out with --ignore day/,
    },
    {
      what: 'nothing to learn from',
      request: { ignored: ['day', 'weight', 'x', 'y, z'] },
      message: /no column left to learn from/,
    },
  ])('refuses $what', async ({ request, message }) => {
    await expect(learn({ data: good(), ...request })).rejects.toThrow(message);
  });

  it.each([
    { what: 'parameters that are no JSON', text: '{', message: /is not JSON/ },
    { what: 'an unknown parameter', text: '{"eta": 1}', message: /unknown parameter eta; allowed: objective, / },
    { what: 'ranking without groups', text: '{"objective": "rank:ndcg"}', message: /name their column with --group/ },
    {
      what: 'early stopping with nothing to watch',
      text: '{"early_stopping_rounds": 2}',
      message: /learner\.validation_missing/,
    },
  ])('refuses $what', async ({ text, message }) => {
    await expect(learn({ data: good(), params: write('parameters.json', text) })).rejects.toThrow(message);
  });

  it.each([
    { what: 'an empty file', text: '', message: /is empty/ },
    { what: 'a header alone', text: 'x,label\n', message: /has a header but no rows/ },
    { what: 'a column named twice', text: 'x,x,label\n1,2,3\n', message: /names the column "x" twice/ },
    { what: 'a row too short', text: 'x,label\n1,2\n3\n', message: /row 1 has 1 cells; the header has 2/ },
    {
      what: 'a label that is missing',
      text: 'x,label\n1,2\n3,\n',
      message: /1 labels .* are not finite: row 1 is NaN/,
    },
    { what: 'a feature that is infinite', text: 'x,label\ninf,2\n3,1\n', message: /not finite, or NaN where missing/ },
  ])('refuses $what', async ({ text, message }) => {
    await expect(learn({ data: write('bad.csv', text), ignored: [] })).rejects.toThrow(message);
  });

  it('learns from a hundred thousand columns', { timeout: 60_000 }, async () => {
    const columns = 100_000;
    const row = (seed: number) => Array.from({ length: columns }, (_, f) => (f * seed) % 7).join(',');
    const header = Array.from({ length: columns }, (_, f) => `c${f}`).join(',');
    const rows = Array.from({ length: 12 }, (_, i) => `${row(i + 1)},${i % 3}`);

    const result = await learn({
      data: write('wide.csv', `${header},label\n${rows.join('\n')}\n`),
      out: join(directory, 'wide'),
      ignored: [],
      params: parameters('wide.json', { num_boost_round: 2, max_depth: 2 }),
    });

    expect(result).toMatchObject({ rows: 12, features: columns, rounds: 2 });
  });
});
