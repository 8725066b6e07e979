import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gbdtContributions } from './contributions.ts';
import { findCutPoints } from './cut-points.ts';
import { type FixtureKind, type LabelKind, makeLabelledDataset } from './fixtures/fixture-dataset.ts';
import { withSketchWeights } from './group-ranges.ts';
import { importance } from './importance.ts';
import { parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { readXgboostJson } from './read-xgboost-json.ts';
import { type GbdtRound, trainGbdt } from './train-gbdt.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const FOLDER = new URL('./fixtures/', import.meta.url);

const HistorySchema = z.record(z.string(), z.array(z.number()));
const FixtureSchema = z.object({
  rows: z.number(),
  kind: z.custom<FixtureKind>(),
  labels: z.custom<LabelKind>(),
  parameters: z.record(z.string(), z.unknown()),
  losses: z.object({ train: HistorySchema, validation: HistorySchema }),
  bestIteration: z.number().nullable(),
  cuts: z.array(z.array(z.number())),
  predictions: z.array(z.number()),
  contributions: z.array(z.number()),
  importance: z.record(z.string(), z.record(z.string(), z.number())),
  model: z.string(),
});

const fixtures = readdirSync(FOLDER)
  .filter((file) => file.startsWith('xgboost-'))
  .map((file) => ({
    name: file.slice('xgboost-'.length, -'.json'.length),
    fixture: FixtureSchema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))),
  }));

describe.each(fixtures)('trainGbdt against XGBoost 3.0.0: $name', ({ fixture }) => {
  const { rows, kind } = fixture;
  const parameters = parseGbdtParameters(fixture.parameters);
  const isRanking = parameters.objective.startsWith('rank:');
  const dataset = makeLabelledDataset(rows, kind, 1, { labels: fixture.labels, isRanking });
  const validation = makeLabelledDataset(500, kind, 2, { labels: fixture.labels, isRanking });
  const theirs = readXgboostJson(fixture.model);

  it('finds the same cut points, bit for bit', () => {
    const cuts = findCutPoints(isRanking ? withSketchWeights(dataset) : dataset, parameters.max_bin);

    const found = cuts.map(({ minimum, cuts }) => [minimum, ...cuts]);

    expect(found).toEqual(fixture.cuts.map((column) => column.map(Math.fround)));
  });

  it.each(['typescript', 'auto'] as const)(
    'grows the same trees, bit for bit, and reports the same losses, with the kernel %s',
    (kernel) => {
      const rounds: GbdtRound[] = [];

      const model = trainGbdt(dataset, parameters, { kernel, validation, onRound: (round) => rounds.push(round) });

      expect(model.baseScore).toBe(theirs.baseScore);
      expect(model.bestIteration ?? null).toBe(fixture.bestIteration);
      expect(model.trees).toEqual(theirs.trees);
      expect(historyOf(rounds, ({ train }) => train)).toEqual(close(fixture.losses.train));
      expect(historyOf(rounds, ({ validation }) => validation ?? {})).toEqual(close(fixture.losses.validation));
    },
  );

  it('writes the same model file, byte for byte', () => {
    const { bestIteration, bestScore, ...model } = trainGbdt(dataset, parameters, { kernel: 'typescript', validation });

    // Whether the base score was given is the one thing in the file that a model does not keep.
    const expected = fixture.model.replace('"boost_from_average":"0"', '"boost_from_average":"1"');
    expect(writeXgboostJson(model)).toBe(expected);
    expect(writeXgboostJson(theirs)).toBe(expected);
  });

  it('predicts the same, bit for bit', () => {
    const predictions = predictGbdt(theirs, validation.values, validation.rows);

    expect(Array.from(predictions.subarray(0, fixture.predictions.length))).toEqual(fixture.predictions);
  });

  it('tells the same contributions of the first rows', () => {
    const few = makeLabelledDataset(5, kind, 2, { labels: 'real', isRanking: false });

    const contributions = gbdtContributions(theirs, few.values, few.rows);

    expect(Array.from(contributions)).toEqual(fixture.contributions.map((value) => expect.closeTo(value, 5)));
  });

  it('tells the same importances', () => {
    const all = importance(theirs);

    const by = (value: (feature: (typeof all)[number]) => number) =>
      Object.fromEntries(all.map((feature) => [feature.feature, value(feature)]));
    expect({
      weight: by(({ weight }) => weight),
      gain: by(({ gain }) => gain),
      cover: by(({ cover }) => cover),
      total_gain: by(({ totalGain }) => totalGain),
      total_cover: by(({ totalCover }) => totalCover),
    }).toEqual(
      Object.fromEntries(Object.entries(fixture.importance).map(([kind, values]) => [kind, closeValues(values)])),
    );
  });
});

/** The values of each metric, round by round. */
function historyOf(rounds: readonly GbdtRound[], select: (round: GbdtRound) => Readonly<Record<string, number>>) {
  const names = Object.keys(select(rounds[0] ?? { round: 0, rounds: 0, losses: {}, train: {} }));
  return Object.fromEntries(names.map((name) => [name, rounds.map((round) => select(round)[name])]));
}

function close(history: Readonly<Record<string, readonly number[]>>) {
  return Object.fromEntries(
    Object.entries(history).map(([name, values]) => [name, values.map((value) => expect.closeTo(value, 6))]),
  );
}

/** Within a millionth of their size: XGBoost sums them in float32. */
function closeValues(values: Readonly<Record<string, number>>) {
  const digits = (value: number) => 6 - Math.ceil(Math.log10(Math.abs(value) + 1));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, digits(value))]),
  );
}
