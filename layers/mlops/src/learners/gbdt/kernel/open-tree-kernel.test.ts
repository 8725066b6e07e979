import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GbdtDataset } from '../dataset.ts';
import { makeFixtureDataset } from '../fixtures/fixture-dataset.ts';
import type { GbdtParametersRaw } from '../parameters.ts';
import { parseGbdtParameters } from '../parameters.ts';
import { trainGbdt } from '../train-gbdt.ts';
import { writeXgboostJson } from '../write-xgboost-json.ts';
import type { KernelOptions } from './open-tree-kernel.ts';

function train(dataset: GbdtDataset, parameters: GbdtParametersRaw, options: KernelOptions): string {
  return writeXgboostJson(trainGbdt(dataset, parseGbdtParameters({ num_boost_round: 4, ...parameters }), options));
}

/** Labels that a classifier can learn from. */
function asClasses(dataset: GbdtDataset, classes: number): GbdtDataset {
  return {
    ...dataset,
    labels: dataset.labels.map((label) => Math.min(classes - 1, Math.max(0, Math.round(label + 1)))),
  };
}

const dense = makeFixtureDataset(6_000, 'dense', 1);
const missing = makeFixtureDataset(6_000, 'missing', 1);
const weighted = makeFixtureDataset(6_000, 'weighted', 1);

describe('trainGbdt by the WebAssembly kernel', () => {
  it.each<{ name: string; dataset: GbdtDataset; parameters: GbdtParametersRaw }>([
    { name: 'dense data', dataset: dense, parameters: {} },
    { name: 'missing values and 256 bins, so that bins have 16 bits', dataset: missing, parameters: {} },
    { name: 'missing values and few bins', dataset: missing, parameters: { max_bin: 32 } },
    { name: 'weights', dataset: weighted, parameters: { min_child_weight: 5 } },
    { name: 'constant and empty columns', dataset: makeFixtureDataset(3_000, 'degenerate', 1), parameters: {} },
    { name: 'most bins', dataset: missing, parameters: { max_bin: 511 } },
    { name: 'penalties', dataset: dense, parameters: { reg_alpha: 0.5, reg_lambda: 0, gamma: 1, min_child_weight: 0 } },
    { name: 'samples of rows and columns', dataset: missing, parameters: { subsample: 0.6, colsample_bytree: 0.5 } },
    {
      name: 'columns by level and node',
      dataset: dense,
      parameters: { colsample_bylevel: 0.7, colsample_bynode: 0.6, seed: 5 },
    },
    { name: 'monotone constraints', dataset: missing, parameters: { monotone_constraints: [1, -1, 0, 1, 0, 0] } },
    { name: 'a greatest step', dataset: dense, parameters: { max_delta_step: 0.25, reg_alpha: 0.5 } },
    {
      name: 'leaf-wise growth',
      dataset: missing,
      parameters: { grow_policy: 'lossguide', max_leaves: 40, max_depth: 0 },
    },
    { name: 'depth 1', dataset: dense, parameters: { max_depth: 1 } },
    { name: 'the logistic loss', dataset: asClasses(missing, 2), parameters: { objective: 'binary:logistic' } },
    {
      name: 'the logistic loss with weights',
      dataset: asClasses(weighted, 2),
      parameters: { objective: 'binary:logistic', scale_pos_weight: 2 },
    },
    {
      name: 'softmax',
      dataset: asClasses(missing, 3),
      parameters: { objective: 'multi:softprob', num_class: 3 },
    },
  ])('gives the bits of the TypeScript one for $name', ({ dataset, parameters }) => {
    expect(train(dataset, parameters, { kernel: 'wasm' })).toBe(train(dataset, parameters, { kernel: 'typescript' }));
  });

  it('gives them for small data of any kind', () => {
    const cell = fc.oneof(
      fc.constant(Number.NaN),
      fc.integer({ min: -3, max: 3 }),
      fc.float({ noNaN: true, min: -9, max: 9 }),
    );
    const rowsOf = fc.array(fc.tuple(cell, cell, cell, fc.integer({ min: -5, max: 5 })), {
      minLength: 2,
      maxLength: 60,
    });
    const shape = fc.record({
      max_depth: fc.integer({ min: 1, max: 5 }),
      max_bin: fc.integer({ min: 2, max: 300 }),
      min_child_weight: fc.constantFrom(0, 1, 3),
      reg_alpha: fc.constantFrom(0, 0.5),
      subsample: fc.constantFrom(1, 0.5),
    });
    fc.assert(
      fc.property(rowsOf, shape, (rows, parameters) => {
        const dataset: GbdtDataset = {
          rows: rows.length,
          features: 3,
          featureNames: ['a', 'b', 'c'],
          values: Float32Array.from([0, 1, 2].flatMap((feature) => rows.map((row) => row[feature] ?? 0))),
          labels: Float32Array.from(rows, (row) => row[3]),
        };

        expect(train(dataset, parameters, { kernel: 'wasm' })).toBe(
          train(dataset, parameters, { kernel: 'typescript' }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([2, 3])('gives the same bits on %d threads', (threads) => {
    const large = makeFixtureDataset(150_000, 'dense', 2);

    const shared = train(large, { num_boost_round: 2 }, { kernel: 'wasm', threads });

    expect(shared).toBe(train(large, { num_boost_round: 2 }, { kernel: 'wasm' }));
  });

  it('does the work of threads that never start', () => {
    const large = makeFixtureDataset(70_000, 'missing', 2);
    const started: number[] = [];

    const alone = train(
      large,
      { num_boost_round: 2 },
      { threads: 4, startThread: ({ thread }) => started.push(thread) },
    );

    expect(started).toEqual([1, 2, 3]);
    expect(alone).toBe(train(large, { num_boost_round: 2 }, {}));
  });
});

describe('openTreeKernel', () => {
  it('takes the TypeScript kernel for more bins than the other has room for', () => {
    const options = { max_bin: 512 };

    expect(train(dense, options, {})).toBe(train(dense, options, { kernel: 'typescript' }));
    expect(() => train(dense, options, { kernel: 'wasm' })).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.kernel_unavailable' }),
    );
  });

  it.each([0, 1.5, 65])('refuses %d threads', (threads) => {
    expect(() => train(dense, {}, { threads })).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'learner.threads_out_of_range' }),
    );
  });
});

describe('the memory of the kernel', () => {
  it('serves one training after another, of any size and number of threads, and one within another', () => {
    const small = makeFixtureDataset(300, 'missing', 3);
    const large = makeFixtureDataset(70_000, 'dense', 4);
    const expected = [train(small, {}, { kernel: 'typescript' }), train(large, {}, { kernel: 'typescript' })];

    const trained = [1, 2, 3].flatMap((threads) => [train(small, {}, {}), train(large, {}, { threads })]);
    const within: string[] = [];
    const outer = trainGbdt(large, parseGbdtParameters({ num_boost_round: 4 }), {
      threads: 2,
      onRound: () => within.push(train(small, {}, {})),
    });

    expect(trained).toEqual([...expected, ...expected, ...expected]);
    expect(within).toEqual(Array.from({ length: 4 }, () => expected[0]));
    expect(writeXgboostJson(outer)).toBe(expected[1]);
  });
});
