import { createRandom } from '@optaic/mlops/base';
import {
  decodeGbdtModel,
  encodeUtf8,
  type GbdtDataset,
  type GbdtModel,
  type GbdtParametersRaw,
  gbdtContributions,
  importance,
  parseGbdtParameters,
  predictGbdt,
  predictGbdtMargins,
  trainGbdt,
  writeXgboostJson,
} from '@optaic/mlops/learners/gbdt';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const DescriptionSchema = z.strictObject({
  predictions: z.array(z.number()),
  margins: z.array(z.number()),
  contributions: z.array(z.number()),
  gain: z.record(z.string(), z.number()),
  model: z.string(),
});
const AnswerSchema = z.array(
  z.strictObject({
    ours: DescriptionSchema,
    theirs: DescriptionSchema,
    losses: z.record(z.string(), z.array(z.number())),
    roundsAfterOneMore: z.int(),
  }),
);

const ROWS = 600;
const FEATURES = 5;
const GROUP = 24;

const OBJECTIVES: readonly GbdtParametersRaw[] = [
  { objective: 'reg:squarederror' },
  { objective: 'reg:pseudohubererror', huber_slope: 1.5, min_child_weight: 0.1 },
  { objective: 'binary:logistic' },
  { objective: 'multi:softprob', num_class: 3 },
  { objective: 'rank:pairwise' },
];

const SETTINGS: readonly { readonly name: string; readonly raw: GbdtParametersRaw }[] = [
  { name: 'the defaults', raw: {} },
  { name: 'penalties', raw: { reg_lambda: 2.5, reg_alpha: 0.4, gamma: 0.2, min_child_weight: 2, learning_rate: 0.15 } },
  { name: 'leaves by loss', raw: { grow_policy: 'lossguide', max_depth: 0, max_leaves: 12, max_bin: 40 } },
  { name: 'samples', raw: { subsample: 0.7, colsample_bytree: 0.8, colsample_bynode: 0.7, seed: 11 } },
  { name: 'monotone constraints', raw: { monotone_constraints: [1, -1, 0, 0, 1], max_depth: 4 } },
];

interface Case {
  readonly title: string;
  readonly raw: GbdtParametersRaw;
  readonly dataset: GbdtDataset;
  readonly model: GbdtModel;
}

/** Both with and without missing values and weights, by turns. */
function makeCases(): Case[] {
  const random = createRandom(4);
  return OBJECTIVES.flatMap((objective) =>
    SETTINGS.flatMap((setting, i) =>
      [0, 0.12].map((missing) => {
        const raw = { num_boost_round: 6, ...objective, ...setting.raw };
        const dataset = makeDataset(random, raw, missing, i % 2 === 1);
        const has = missing > 0 ? 'missing values' : 'complete values';
        const title = `${objective.objective} with ${setting.name}, ${has}`;
        return { title, raw, dataset, model: trainGbdt(dataset, parseGbdtParameters(raw)) };
      }),
    ),
  );
}

function makeDataset(
  random: () => number,
  { objective }: GbdtParametersRaw,
  missing: number,
  isWeighted: boolean,
): GbdtDataset {
  const columns = Array.from({ length: FEATURES }, () => Float32Array.from({ length: ROWS }, () => 4 * random() - 2));
  const [a, b, c] = columns;
  const real = a.map((x, row) => x * b[row] + Math.abs(c[row]) + random() - 1);
  const classes = real.map((label) => (label > 1 ? 2 : label > 0 ? 1 : 0));
  const labels = objective === 'multi:softprob' || objective === 'rank:pairwise' ? classes : real;
  const groups = Int32Array.from(real, (_, row) => Math.floor(row / GROUP));
  const isRanking = objective === 'rank:pairwise';
  const groupWeights = Float32Array.from({ length: ROWS / GROUP }, () => 0.2 + random());
  const values = Float32Array.from(columns.flatMap((column) => [...column]));
  return {
    rows: ROWS,
    features: FEATURES,
    featureNames: columns.map((_, i) => `f${i}`),
    values: values.map((value) => (random() < missing ? Number.NaN : value)),
    labels: objective === 'binary:logistic' ? real.map((label) => Number(label > 0)) : labels,
    ...(isWeighted ? { weights: real.map((_, row) => (isRanking ? groupWeights[groups[row]] : 0.2 + random())) } : {}),
    ...(isRanking ? { groups } : {}),
  };
}

function question({ raw, dataset, model }: Case) {
  const { values, labels, weights, groups, rows } = dataset;
  const cell = (row: number, feature: number) => {
    const value = values[feature * rows + row];
    return Number.isNaN(value) ? null : value;
  };
  const isRanking = groups !== undefined;
  return {
    values: Array.from({ length: rows }, (_, row) => Array.from({ length: FEATURES }, (_, f) => cell(row, f))),
    labels: Array.from(labels),
    weights: weights === undefined ? null : Array.from(weights).filter((_, row) => !isRanking || row % GROUP === 0),
    groups: isRanking ? Array.from({ length: rows / GROUP }, () => GROUP) : null,
    parameters: raw,
    model: writeXgboostJson(model),
  };
}

describeWithPython('the booster, beside XGBoost', (python) => {
  const cases = makeCases();
  let answers: z.output<typeof AnswerSchema> | undefined;
  const answerOf = (i: number) => {
    answers ??= AnswerSchema.parse(
      JSON.parse(python.run('test/conformance/xgboost_parity.py', [], JSON.stringify(cases.map(question)))),
    );
    const answer = answers[i];
    if (answer === undefined) throw new Error(`no answer of case ${i}`);
    return answer;
  };

  describe.each(cases.map((own, i) => ({ ...own, i })))('$title', ({ dataset, model, raw, i }) => {
    const { values, rows } = dataset;

    it('writes a file that XGBoost loads, and predicts, explains and goes on from', () => {
      const { ours, roundsAfterOneMore } = answerOf(i);

      expect(worst(predictGbdt(model, values, rows), ours.predictions)).toBeLessThan(1e-5);
      expect(worst(predictGbdtMargins(model, values, rows), ours.margins)).toBe(0);
      expect(worst(gbdtContributions(model, values, rows), ours.contributions)).toBeLessThan(1e-5);
      expect(gains(model)).toEqual(close(ours.gain));
      expect(roundsAfterOneMore).toBe(7);
    });

    it('trains what XGBoost trains, field by field', () => {
      const theirs = read(answerOf(i).theirs.model);

      if (raw.objective === 'reg:squarederror') expect(model).toEqual(theirs);
      expect(model.trees.map(structureOf)).toEqual(theirs.trees.map(structureOf));
      expect(worst([model.baseScore], [theirs.baseScore])).toBeLessThan(1e-6);
      model.trees.forEach((tree, t) => {
        for (const column of ['splitConditions', 'lossChanges', 'sumHessians', 'baseWeights'] as const) {
          expect(worstShare(tree[column], theirs.trees[t]?.[column] ?? [])).toBeLessThan(1e-6);
        }
      });
    });

    it('loads the file that XGBoost saved, and predicts and explains the same', () => {
      const { theirs } = answerOf(i);

      const loaded = read(theirs.model);

      expect(worst(predictGbdt(loaded, values, rows), theirs.predictions)).toBeLessThan(1e-6);
      expect(worst(gbdtContributions(loaded, values, rows), theirs.contributions)).toBeLessThan(1e-5);
      expect(gains(loaded)).toEqual(close(theirs.gain));
    });

    it('reports the losses that XGBoost reports', () => {
      const history: number[] = [];
      const [[metric, losses] = ['', []]] = Object.entries(answerOf(i).losses);

      trainGbdt(dataset, parseGbdtParameters(raw), {
        onRound: ({ train }) => history.push(train[metric] ?? Number.NaN),
      });

      expect(history).toEqual(losses.map((loss) => expect.closeTo(loss, 6)));
    });
  });
});

const read = (text: string) => decodeGbdtModel(encodeUtf8(text));

const gains = (model: GbdtModel) => Object.fromEntries(importance(model).map(({ feature, gain }) => [feature, gain]));

const close = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expect.closeTo(value, 3)]));

const structureOf = ({ leftChildren, splitFeatures, defaultLeft }: GbdtModel['trees'][number]) => ({
  leftChildren,
  splitFeatures,
  defaultLeft,
});

/** The greatest difference; infinite where one side has more. */
function worst(ours: ArrayLike<number>, theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - (ours[i] ?? Number.NaN))), 0);
}

/** The greatest difference as a share of the greatest value. */
function worstShare(ours: readonly number[], theirs: readonly number[]): number {
  const scale = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return worst(ours, theirs) / scale;
}
