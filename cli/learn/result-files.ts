import { type GbdtModel, type GbdtRound, outputsOf } from '@optaic/mlops/learners/gbdt';
import type { LearningRows } from './learning-dataset.ts';

/** Predictions by row, from 0 in the order of the file: `row`, the group where rows have one, then one column an output. */
export function predictionsCsv(model: GbdtModel, { groupOf }: LearningRows, predictions: Float32Array): string {
  const outputs = outputsOf(model);
  const names = outputs === 1 ? ['prediction'] : Array.from({ length: outputs }, (_, k) => `probability_${k}`);
  const rows = predictions.length / outputs;
  const lines = Array.from({ length: rows }, (_, row) => {
    const own = predictions.subarray(row * outputs, (row + 1) * outputs);
    return [row, ...(groupOf === undefined ? [] : [quoted(groupOf(row))]), ...Array.from(own, float32Text)].join(',');
  });
  return joined([['row', ...(groupOf === undefined ? [] : ['group']), ...names].join(','), ...lines]);
}

/** The metrics of each round. */
export function historyCsv(rounds: readonly GbdtRound[]): string {
  const names = Object.keys(rounds[0]?.losses ?? {});
  const lines = rounds.map(({ round, losses }) => [round, ...names.map((name) => losses[name])].join(','));
  return joined([['round', ...names].join(','), ...lines]);
}

/** Contributions in margin space: a line a row, or a row and class; the last column is what every row begins with. */
export function contributionsCsv(model: GbdtModel, contributions: Float32Array): string {
  const { featureNames } = model;
  const outputs = outputsOf(model);
  const width = featureNames.length + 1;
  const isMany = outputs > 1;
  const lines = Array.from({ length: contributions.length / width }, (_, i) => {
    const own = contributions.subarray(i * width, (i + 1) * width);
    const key = isMany ? [Math.floor(i / outputs), i % outputs] : [i];
    return [...key, ...Array.from(own, float32Text)].join(',');
  });
  return joined([['row', ...(isMany ? ['class'] : []), ...featureNames.map(quoted), 'expected'].join(','), ...lines]);
}

/** The shortest text that reads back as the same float32. */
function float32Text(x: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
