import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gbdtContributions } from './contributions.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { readXgboostJson } from './read-xgboost-json.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const FOLDER = new URL('./fixtures/', import.meta.url);
const SavedSchema = z.object({
  xgboost: z.string(),
  values: z.array(z.array(z.number().nullable())),
  models: z.array(
    z.object({
      parameters: z.record(z.string(), z.unknown()),
      predictions: z.array(z.number()),
      contributions: z.array(z.number()),
      model: z.string(),
    }),
  ),
});

const cases = readdirSync(FOLDER)
  .filter((file) => file.startsWith('saved-by-'))
  .flatMap((file) => {
    const { models, values, xgboost } = SavedSchema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
    const byColumn = Float32Array.from((values[0] ?? []).flatMap((_, f) => values.map((row) => row[f] ?? Number.NaN)));
    return models.map((saved) => {
      const title = `${JSON.stringify(saved.parameters)} by ${xgboost}`;
      return { ...saved, title, values: byColumn, rows: values.length };
    });
  });

describe('readXgboostJson of the models that each release saves', () => {
  it.each(cases)('predicts and explains the same: $title', ({ model, values, rows, predictions, contributions }) => {
    const read = readXgboostJson(model);

    predictGbdt(read, values, rows).forEach((prediction, i) => {
      expect(prediction).toBeCloseTo(predictions[i], 6);
    });
    gbdtContributions(read, values, rows).forEach((contribution, i) => {
      expect(contribution).toBeCloseTo(contributions[i], 5);
    });
    expect(readXgboostJson(writeXgboostJson(read))).toEqual(read);
  });
});
