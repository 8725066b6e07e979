import { describe, expect, it } from 'vitest';
import { makeFixtureDataset } from '../fixtures/fixture-dataset.ts';
import { parseGbdtParameters } from '../parameters.ts';
import { addTree } from '../predict-gbdt.ts';
import { trainGbdt } from '../train-gbdt.ts';
import { addForestInWasm } from './wasm-forest.ts';

const training = makeFixtureDataset(4_000, 'missing', 1);

describe('addForestInWasm', () => {
  it.each([
    { max_depth: 6, num_boost_round: 20 },
    { max_depth: 1, num_boost_round: 200 },
    { grow_policy: 'lossguide' as const, max_leaves: 30, max_depth: 0, num_boost_round: 20 },
    { objective: 'multi:softprob' as const, num_class: 3, num_boost_round: 10 },
  ])('adds what walking the trees adds, bit for bit, with %o', (parameters) => {
    const outputs = parameters.num_class ?? 1;
    const labels = training.labels.map((label) =>
      outputs === 1 ? label : Math.min(2, Math.max(0, Math.round(label + 1))),
    );
    const { trees } = trainGbdt({ ...training, labels }, parseGbdtParameters(parameters));
    // 1,003 rows: neither a whole number of blocks nor of rows side by side; some values are thresholds.
    const { rows, features, values } = makeFixtureDataset(1_003, 'missing', 2);
    trees.forEach(({ splitFeatures, splitConditions, leftChildren }, row) => {
      if (leftChildren[0] !== -1) values[(splitFeatures[0] ?? 0) * rows + row] = splitConditions[0] ?? 0;
    });
    const columns = () => Array.from({ length: outputs }, (_, output) => new Float32Array(rows).fill(output / 3));
    const [margins, expected] = [columns(), columns()];

    const isDone = addForestInWasm(trees, features, values, margins);

    for (const [i, tree] of trees.entries()) {
      addTree(tree, values, rows, undefined, expected[i % outputs] ?? new Float32Array());
    }
    expect(isDone).toBe(true);
    expect(margins).toEqual(expected);
  });

  it('leaves a few rows to who asked', () => {
    const { trees } = trainGbdt(training, parseGbdtParameters({ num_boost_round: 2 }));
    const margins = [new Float32Array(4)];

    expect(addForestInWasm(trees, training.features, training.values.subarray(0, 24), margins)).toBe(false);
    expect(margins).toEqual([new Float32Array(4)]);
  });
});
