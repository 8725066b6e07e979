import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseGbdtParameters, predictGbdt, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { z } from 'zod';
import type { Python } from '../../test/conformance/support/python.ts';
import { createDraws, normal } from './draws.ts';
import { classifiedRows, readFloats, readTask, type TaskRows, writeTask } from './task-files.ts';

const SCRIPT = 'bench/learners/peers.py';
const TEST_SHARE = 0.3;
/** How far above XGBoost's the held-out error may be. */
const TOLERANCE = 0.01;

interface AccuracyTask {
  readonly name: string;
  readonly rows: (python: Python, directory: string) => TaskRows;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly error: (predictions: Float32Array, truth: Pick<TaskRows, 'labels' | 'groups'>) => number;
  readonly errorName: string;
}

const COMMON = { num_boost_round: 60, learning_rate: 0.1, max_depth: 4 };
const TASKS: readonly AccuracyTask[] = [
  {
    name: 'regression: Friedman 1, 20,000 × 10',
    ...{ rows: () => friedmanRows(20_000), error: rootMeanSquare, errorName: 'RMSE' },
    parameters: { ...COMMON, objective: 'reg:squarederror' },
  },
  {
    name: 'regression: diabetes, 442 × 10',
    ...{ rows: bundled('diabetes'), error: rootMeanSquare, errorName: 'RMSE' },
    parameters: { ...COMMON, objective: 'reg:squarederror', subsample: 0.8, seed: 7 },
  },
  {
    name: 'binary: generated, 20,000 × 20',
    ...{ rows: () => classifiedRows(20_000, 20), error: logLoss, errorName: 'log loss' },
    parameters: { ...COMMON, objective: 'binary:logistic' },
  },
  {
    name: 'binary: breast cancer, 569 × 30',
    ...{ rows: bundled('breast_cancer'), error: logLoss, errorName: 'log loss' },
    parameters: { ...COMMON, objective: 'binary:logistic', colsample_bytree: 0.5, seed: 3 },
  },
  {
    name: 'multiclass: digits, 1,797 × 64',
    ...{ rows: bundled('digits'), error: logLoss, errorName: 'log loss' },
    parameters: { ...COMMON, objective: 'multi:softprob', num_class: 10 },
  },
  {
    name: 'ranking: generated, 400 groups of 50',
    ...{ rows: () => rankedRows(400, 50), error: lostGain, errorName: '1 − NDCG' },
    parameters: { ...COMMON, objective: 'rank:ndcg' },
  },
];

/** Held-out error of each task beside XGBoost's with the same parameters; returns what was missed. */
export function benchAccuracy(print: (line: string) => void, python: Python, directory: string): string[] {
  print('| held-out task | error | ours | XGBoost | ours ÷ it |');
  print('|---|---|---:|---:|---:|');
  const missed: string[] = [];
  for (const [i, { name, rows, parameters, error, errorName }] of TASKS.entries()) {
    const own = join(directory, `accuracy-${i}`);
    mkdirSync(own, { recursive: true });
    const [training, held] = part(rows(python, own));
    const test = writeTask(join(own, 'test'), held);
    const train = writeTask(join(own, 'train'), training);
    python.run(SCRIPT, ['predict', JSON.stringify({ train, test, parameters })]);
    const model = trainGbdt(readTask(train), parseGbdtParameters(parameters));
    const ours = error(predictGbdt(model, held.values, held.rows), held);
    const theirs = error(readFloats(test.directory, 'predictions.f32'), held);
    print(`| ${name} | ${errorName} | ${ours.toFixed(5)} | ${theirs.toFixed(5)} | ${(ours / theirs).toFixed(4)} |`);
    if (!(ours <= theirs * (1 + TOLERANCE))) missed.push(`${name}: ${(ours / theirs).toFixed(4)} × the error`);
  }
  return missed;
}

/** The last rows, whole groups of ranking, are held out. */
function part({ rows, features, values, labels, groups }: TaskRows): [TaskRows, TaskRows] {
  let middle = Math.floor(rows * (1 - TEST_SHARE));
  while (groups !== undefined && groups[middle] === groups[middle - 1]) middle++;
  const slice = (begin: number, end: number): TaskRows => {
    const own = new Float32Array((end - begin) * features);
    for (let feature = 0; feature < features; feature++) {
      own.set(values.subarray(feature * rows + begin, feature * rows + end), feature * (end - begin));
    }
    const kept = { rows: end - begin, features, values: own, labels: labels.slice(begin, end) };
    return groups === undefined ? kept : { ...kept, groups: groups.slice(begin, end) };
  };
  return [slice(0, middle), slice(middle, rows)];
}

function bundled(name: string): AccuracyTask['rows'] {
  return (python, directory) => {
    const shape = z.object({ rows: z.number(), features: z.number() });
    const printed = python.run(SCRIPT, ['bundled', JSON.stringify({ name, directory })]);
    const { rows, features } = shape.parse(JSON.parse(printed));
    return { rows, features, values: readFloats(directory, 'columns.f32'), labels: readFloats(directory, 'y.f32') };
  };
}

/** Friedman, Multivariate Adaptive Regression Splines, 1991: five of ten columns count. */
function friedmanRows(rows: number): TaskRows {
  const draw = createDraws(1_991);
  const values = Float32Array.from({ length: rows * 10 }, draw);
  const labels = Float32Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((feature) => values[feature * rows + row]);
    return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal(draw);
  });
  return { rows, features: 10, values, labels };
}

/** Relevance 0 to 4 by the rank of a noisy score within the group. */
function rankedRows(groupCount: number, size: number): TaskRows {
  const draw = createDraws(2_025);
  const rows = groupCount * size;
  const values = Float32Array.from({ length: rows * 8 }, () => normal(draw));
  const labels = new Float32Array(rows);
  const groups = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / size));
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = [0, 1, 2].map((feature) => values[feature * rows + row]);
    labels[row] = Math.min(4, Math.max(0, Math.floor(1 + a + b * c + normal(draw))));
  }
  return { rows, features: 8, values, labels, groups };
}

function rootMeanSquare(predictions: Float32Array, { labels }: Pick<TaskRows, 'labels'>): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += (labels[row] - predictions[row]) ** 2;
  return Math.sqrt(sum / labels.length);
}

/** Of the probability of each row's class; two classes have one column. */
function logLoss(predictions: Float32Array, { labels }: Pick<TaskRows, 'labels'>): number {
  const outputs = predictions.length / labels.length;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const ofOne = predictions[row * outputs];
    const probability =
      outputs === 1 ? (labels[row] === 1 ? ofOne : 1 - ofOne) : predictions[row * outputs + labels[row]];
    sum -= Math.log(Math.max(probability, 1e-16));
  }
  return sum / labels.length;
}

/** 1 − the mean over groups of DCG over the best DCG. */
function lostGain(
  predictions: Float32Array,
  { labels, groups = new Int32Array() }: Pick<TaskRows, 'labels' | 'groups'>,
) {
  const scores: number[] = [];
  for (let begin = 0; begin < labels.length; ) {
    let end = begin;
    while (end < labels.length && groups[end] === groups[begin]) end++;
    const gainOf = (by: Float32Array) =>
      Array.from({ length: end - begin }, (_, i) => begin + i)
        .sort((left, right) => by[right] - by[left])
        .reduce((sum, row, position) => sum + (2 ** labels[row] - 1) / Math.log2(position + 2), 0);
    const best = gainOf(labels);
    if (best > 0) scores.push(gainOf(predictions) / best);
    begin = end;
  }
  return 1 - scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
