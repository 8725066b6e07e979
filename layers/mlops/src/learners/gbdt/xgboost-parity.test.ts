import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findCutPoints } from './cut-points.ts';
import { type FixtureKind, makeFixtureDataset } from './fixtures/fixture-dataset.ts';
import { parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { readXgboostJson } from './read-xgboost-json.ts';
import { type GbdtRound, trainGbdt } from './train-gbdt.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const FOLDER = new URL('./fixtures/', import.meta.url);

const FixtureSchema = z.object({
  rows: z.number(),
  kind: z.custom<FixtureKind>(),
  parameters: z.record(z.string(), z.unknown()),
  trainRmse: z.array(z.number()),
  validationRmse: z.array(z.number()),
  bestIteration: z.number().nullable(),
  cuts: z.array(z.array(z.number())),
  predictions: z.array(z.number()),
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
  const dataset = makeFixtureDataset(rows, kind, 1);
  const validation = makeFixtureDataset(500, kind, 2);
  const parameters = parseGbdtParameters(fixture.parameters);

  it('finds the same cut points, bit for bit', () => {
    const cuts = findCutPoints(dataset, parameters.max_bin);

    const found = cuts.map(({ minimum, cuts }) => [minimum, ...cuts]);

    expect(found).toEqual(fixture.cuts.map((column) => column.map(Math.fround)));
  });

  it('grows the same trees, bit for bit, and reports the same losses', () => {
    const rounds: GbdtRound[] = [];

    const model = trainGbdt(dataset, parameters, { validation, onRound: (round) => rounds.push(round) });

    const { trees, baseScore } = readXgboostJson(fixture.model);
    expect(model.baseScore).toBe(baseScore);
    expect(model.bestIteration ?? null).toBe(fixture.bestIteration);
    expect(model.trees).toEqual(trees);
    const close = (losses: number[]) => losses.map((loss) => expect.closeTo(loss, 6));
    expect(rounds.map(({ trainRmse }) => trainRmse)).toEqual(close(fixture.trainRmse));
    expect(rounds.map(({ validationRmse }) => validationRmse)).toEqual(close(fixture.validationRmse));
  });

  it('writes the same model file, byte for byte', () => {
    const { bestIteration, bestScore, ...model } = trainGbdt(dataset, parameters, { validation });

    // Whether the base score was given is the one thing in the file that a model does not keep.
    const theirs = fixture.model.replace('"boost_from_average":"0"', '"boost_from_average":"1"');
    expect(writeXgboostJson(model)).toBe(theirs);
  });

  it('predicts the same, bit for bit', () => {
    const model = readXgboostJson(fixture.model);

    const predictions = predictGbdt(model, validation.values, validation.rows);

    expect(Array.from(predictions.subarray(0, 100))).toEqual(fixture.predictions);
  });
});
