import { describe, expect, it } from 'vitest';
import { gbdtContributions } from './contributions.ts';
import { makeFixtureDataset, makeLabelledDataset } from './fixtures/fixture-dataset.ts';
import type { GbdtModel } from './gbdt-model.ts';
import { decodeGbdtModel, encodeGbdtModel } from './model-bytes.ts';
import { parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { readXgboostJson } from './read-xgboost-json.ts';
import { trainGbdt } from './train-gbdt.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

const malformed = expect.objectContaining({ name: 'InvalidInputError', code: 'learner.model_malformed' });

function trainModel(): GbdtModel {
  const featureNames = ['plain', 'with "quotes" \\', 'é', '日本', '😀', '__proto__'];
  const dataset = { ...makeFixtureDataset(300, 'missing', 5), featureNames };
  const validation = { ...makeFixtureDataset(100, 'missing', 6), featureNames };
  const parameters = parseGbdtParameters({ num_boost_round: 5, max_depth: 3, early_stopping_rounds: 2 });
  return trainGbdt(dataset, parameters, { validation });
}

const model = trainModel();
const text = writeXgboostJson(model);

const softmaxText = writeXgboostJson(
  trainGbdt(
    makeLabelledDataset(200, 'missing', 1, { labels: 'classes', isRanking: false }),
    parseGbdtParameters({ objective: 'multi:softprob', num_class: 3, num_boost_round: 2, max_depth: 2 }),
  ),
);

/** The file with one member changed. */
function tamper(change: (file: ReturnType<typeof parseFile>) => void): string {
  const file = parseFile(text);
  change(file);
  return JSON.stringify(file);
}

function parseFile(json: string) {
  // biome-ignore lint/suspicious/noExplicitAny: tests tamper with any member of a foreign file.
  const file: Record<string, any> = JSON.parse(json);
  return {
    ...file,
    learner: file.learner,
    model: file.learner.gradient_booster.model,
    tree: file.learner.gradient_booster.model.trees[0],
  };
}

describe('writeXgboostJson', () => {
  it('is read back as the same model, as text and as bytes', () => {
    expect(readXgboostJson(text)).toEqual(model);
    expect(decodeGbdtModel(encodeGbdtModel(model))).toEqual(model);
  });

  it('keeps the sign of zero', () => {
    const negative = structuredClone(model);
    negative.trees[0]?.baseWeights.splice(0, 1, -0);

    expect(readXgboostJson(writeXgboostJson(negative)).trees[0]?.baseWeights[0]).toBe(-0);
  });

  it('writes every float with an exponent and at most 9 digits, for the sake of XGBoost’s reader', () => {
    const file = /"(?:base_weights|split_conditions|loss_changes|sum_hessian)":\[([^\]]*)\]/g;
    const floats = [...text.matchAll(file)].flatMap(([, list]) => (list ?? '').split(','));

    expect(floats.length).toBeGreaterThan(100);
    for (const float of floats) expect(float).toMatch(/^-?\d(\.\d{1,8})?E-?\d+$/);
    expect(text).toMatch(/"base_score":"-?\d(\.\d{1,8})?E-?\d+"/);
  });
});

describe('readXgboostJson', () => {
  it('rounds decimal text to float32, so that a row equal to a threshold goes the right way', () => {
    const long = tamper(({ tree }) => {
      tree.split_conditions[0] = 0.1;
    });

    expect(readXgboostJson(long).trees[0]?.splitConditions[0]).toBe(Math.fround(0.1));
  });

  it('takes a base score as scalar text or as a list of one', () => {
    const list = tamper(({ learner }) => {
      learner.learner_model_param.base_score = '[2.5E-1]';
    });

    expect(readXgboostJson(list).baseScore).toBe(0.25);
  });

  it('keeps base scores apart that differ by output, and writes them as XGBoost 3.1 does', () => {
    const classes = readXgboostJson(softmaxText);
    const vector = softmaxText.replace('"base_score":"5E-1"', '"base_score":"[1E-1,5E-1,-2.5E-1]"');

    const read = readXgboostJson(vector);

    expect(read).toEqual({ ...classes, baseScore: Math.fround(0.1), baseScores: [0.1, 0.5, -0.25].map(Math.fround) });
    expect(readXgboostJson(writeXgboostJson(read))).toEqual(read);
    expect(writeXgboostJson(read)).toContain('"base_score":"[1E-1,5E-1,-2.5E-1]"');
    expect(writeXgboostJson(read)).toContain('"version":[3,1,0]');
    expect(readXgboostJson(softmaxText.replace('"5E-1"', '"[5E-1,5E-1,5E-1]"'))).toEqual(classes);
  });

  it('takes parallel trees as rounds of their own', () => {
    const classes = readXgboostJson(softmaxText);
    const parallel = softmaxText.replace('"tree_info":[0,1,2,0,1,2]', '"tree_info":[0,0,1,1,2,2]');

    const { trees } = readXgboostJson(parallel);

    expect(trees).toEqual([0, 2, 4, 1, 3, 5].map((i) => classes.trees[i]));
  });

  it.each([
    { what: 'an output out of range', from: '"tree_info":[0,1', to: '"tree_info":[3,1' },
    { what: 'outputs of unequal trees', from: '"tree_info":[0,1', to: '"tree_info":[0,0' },
    { what: 'one class', from: '"num_class":"3","num_feature"', to: '"num_class":"1","num_feature"' },
    { what: 'a billion classes', from: '"num_class":"3","num_feature"', to: '"num_class":"999999999","num_feature"' },
    { what: 'a base score too few', from: '"base_score":"5E-1"', to: '"base_score":"[5E-1,4E-1]"' },
    { what: 'no number as a base score', from: '"base_score":"5E-1"', to: '"base_score":"[5E-1,,4E-1]"' },
    { what: 'parameters that are no text', from: '{"num_class":"3"}', to: '{"num_class":3}' },
  ])('refuses a model of three classes with $what', ({ from, to }) => {
    const hostile = softmaxText.replace(from, to);

    expect(hostile).not.toBe(softmaxText);
    expect(() => readXgboostJson(hostile)).toThrow(malformed);
  });

  it('refuses a logistic model whose base score is no probability', () => {
    const model = { ...readXgboostJson(text), objective: 'binary:logistic' as const, baseScore: 1 };

    expect(() => readXgboostJson(writeXgboostJson(model))).toThrow(malformed);
  });

  it('takes infinite thresholds, which JSON.parse refuses', () => {
    const infinite = text.replace(/"split_conditions":\[[^,]*/, '"split_conditions":[-Infinity');

    expect(readXgboostJson(infinite).trees[0]?.splitConditions[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('numbers features that have no names, and ignores members it does not know', () => {
    const unnamed = tamper(({ learner, model }) => {
      learner.feature_names = [];
      model.cats = { enc: [] };
    });

    expect(readXgboostJson(unnamed).featureNames).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'f5']);
  });

  it('refuses a file cut short anywhere', () => {
    for (let length = 0; length < text.length; length += 97) {
      expect(() => readXgboostJson(text.slice(0, length))).toThrow(malformed);
    }
  });

  it.each([
    { what: 'a cycle', change: { left_children: 0, right_children: 1 } },
    { what: 'a child out of range', change: { left_children: 99_999, right_children: 100_000 } },
    { what: 'a right child that does not follow the left', change: { right_children: 3 } },
    { what: 'one child only', change: { right_children: -1 } },
    { what: 'a feature out of range', change: { split_indices: 6 } },
    { what: 'a negative feature', change: { split_indices: -1 } },
    { what: 'a categorical split', change: { split_type: 1 } },
    { what: 'a threshold that is text', change: { split_conditions: '1' } },
    { what: 'a threshold that is no number', change: { split_conditions: null } },
    { what: 'a direction that is neither 0 nor 1', change: { default_left: 2 } },
    { what: 'a child that is no integer', change: { left_children: 1.5 } },
  ])('refuses a root with $what', ({ change }) => {
    const hostile = tamper(({ tree }) => {
      for (const [column, value] of Object.entries(change)) tree[column][0] = value;
    });

    expect(() => readXgboostJson(hostile)).toThrow(malformed);
  });

  it.each<{ what: string; change: (file: ReturnType<typeof parseFile>) => void }>([
    { what: 'a column that is too short', change: ({ tree }) => tree.loss_changes.pop() },
    { what: 'a tree without nodes', change: ({ tree }) => Object.assign(tree.tree_param, { num_nodes: '0' }) },
    { what: 'a missing tree', change: ({ model }) => model.trees.pop() },
    { what: 'another booster', change: ({ learner }) => Object.assign(learner.gradient_booster, { name: 'dart' }) },
    {
      what: 'a billion features',
      change: ({ learner }) =>
        Object.assign(learner, {
          feature_names: [],
          learner_model_param: { ...learner.learner_model_param, num_feature: '999999999' },
        }),
    },
    {
      what: 'a base score that is no number',
      change: ({ learner }) => Object.assign(learner.learner_model_param, { base_score: 'e' }),
    },
    {
      what: 'several classes',
      change: ({ learner }) => Object.assign(learner.learner_model_param, { num_class: '3' }),
    },
    { what: 'too few names', change: ({ learner }) => learner.feature_names.pop() },
    {
      what: 'a best round that is none',
      change: ({ learner }) => Object.assign(learner.attributes, { best_iteration: 'x' }),
    },
  ])('refuses a file with $what', ({ change }) => {
    expect(() => readXgboostJson(tamper(change))).toThrow(malformed);
  });

  it.each(['', ' ', 'null', '[]', '{}', '{"a":1,"a":2}', '{"a" 1}', '[1,]', '01', '"\u0001"', '"\\x"', '"abc', '{}x'])(
    'refuses %j',
    (notModel) => {
      expect(() => readXgboostJson(notModel)).toThrow(malformed);
    },
  );

  it('refuses deep nesting and a string without end, without a crash', () => {
    expect(() => readXgboostJson('['.repeat(1_000_000))).toThrow(malformed);
    expect(() => readXgboostJson(`"${'a'.repeat(5_000_000)}`)).toThrow(malformed);
  });

  it('reads, predicts and explains a tree of a hundred thousand nodes in a row, or says that it is too deep', () => {
    const nodes = 100_001;
    const column = (inner: number, leaf: number) =>
      Array.from({ length: nodes }, (_, i) => (i % 2 === 0 && i < nodes - 1 ? inner : leaf));
    const deep = tamper(({ tree, model }) => {
      model.trees.length = 1;
      model.tree_info = [0];
      model.gbtree_model_param.num_trees = '1';
      Object.assign(tree, {
        left_children: column(0, -1).map((child, i) => (child === 0 ? i + 1 : -1)),
        right_children: column(0, -1).map((child, i) => (child === 0 ? i + 2 : -1)),
        split_indices: column(0, 0),
        split_conditions: column(-1, 1),
        default_left: column(0, 0),
        split_type: column(0, 0),
        loss_changes: column(0, 0),
        sum_hessian: column(1, 1),
        base_weights: column(0, 0),
        tree_param: { num_nodes: String(nodes) },
      });
    });

    const read = readXgboostJson(deep);

    expect(predictGbdt(read, new Float32Array(6), 1)[0]).toBeCloseTo(read.baseScore + 1, 5);
    expect(() => gbdtContributions(read, new Float32Array(6), 1)).toThrow(
      expect.objectContaining({ code: 'learner.tree_too_deep' }),
    );
  });

  it('names an objective it cannot read', () => {
    const ranking = tamper(({ learner }) => {
      learner.objective.name = 'rank:map';
    });

    expect(() => readXgboostJson(ranking)).toThrow(
      expect.objectContaining({
        code: 'learner.objective_unsupported',
        message: expect.stringMatching(
          /^the model has the objective rank:map; those that can be read are reg:squarederror, /,
        ),
      }),
    );
  });
});
