import { createRandom, type LabelledPanel, type ModelModule, Sha256Schema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parseHyperparameters } from './definition-boundary.ts';
import { loadDefinition } from './definition-loader.ts';
import { bundleOf, DEFINITION_SOURCE } from './test-definition.ts';

const PANEL: LabelledPanel = {
  rows: 2,
  entity: ['A', 'B'],
  decisionTime: Float64Array.of(0, 0),
  featureNames: ['momentum'],
  features: Float32Array.of(3, 4),
  labels: Float32Array.of(0.1, 0.2),
};
const log = { info: () => undefined };

function load(change = ''): ModelModule {
  const bundle = bundleOf(`${DEFINITION_SOURCE}\n${change}`);
  return loadDefinition(bundle, sha256Hex(bundle));
}

describe('loadDefinition', () => {
  it('refuses bytes that are not the pinned ones before running them', () => {
    const bundle = bundleOf('throw new Error("it ran");');

    expect(() => loadDefinition(bundle, Sha256Schema.parse('0'.repeat(64)))).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'definition.digest_mismatch' }),
    );
  });

  it('names what a bundle throws while it loads', () => {
    expect(() => load('throw new TypeError("broken at load");')).toThrow(
      expect.objectContaining({ code: 'definition.not_loadable', message: expect.stringContaining('broken at load') }),
    );
  });

  it('gives no clock, no randomness and no way out', () => {
    const names = [
      'Date',
      'Intl',
      'fetch',
      'process',
      'setTimeout',
      'queueMicrotask',
      'require',
      'performance',
      'crypto',
    ];
    const scorer = load(
      `definition.model.create = () => ({ score: () =>
         Float32Array.of(${names.map((name) => `typeof ${name} === 'undefined' ? 0 : 1`).join(',')}) });`,
    ).model.create(new Uint8Array(1));

    expect([...scorer.score({ ...PANEL, rows: names.length })]).toEqual(names.map(() => 0));
  });

  it('refuses Math.random where it is called', () => {
    expect(() => load('Math.random();')).toThrow('Math.random is not seeded');
  });

  it('refuses import()', async () => {
    const module = load(`definition.training.trainer.fit = async () => import('node:fs');`);

    await expect(fit(module)).rejects.toMatchObject({ code: 'definition.threw' });
  });

  it('takes typed arrays in and gives typed arrays of this realm out', async () => {
    const module = load();

    const result = await fit(module);
    const score = module.model.create(Uint8Array.of(2)).score(PANEL);

    expect(result.onnx).toBeInstanceOf(Uint8Array);
    expect(score).toBeInstanceOf(Float32Array);
    expect([...score]).toEqual([6, 8]);
    expect(module.training.evaluator.evaluate(PANEL, score)).toEqual({ rows: 2 });
  });

  it('hands inference a session that sees arrays of this realm', async () => {
    const prediction = await load().inference.predictor.predictBatch(PANEL, {
      log,
      infer: async (features, rows) => {
        expect(features).toBeInstanceOf(Float32Array);
        return Float32Array.from({ length: rows }, (_, row) => row);
      },
    });

    expect([...prediction.score]).toEqual([0, 1]);
    expect(prediction.signal).toBeInstanceOf(Float32Array);
  });

  it('refuses results of another shape', async () => {
    const short = load('definition.model.create = () => ({ score: () => new Float32Array(1) });');
    const unnamed = load('definition.training.evaluator.evaluate = () => ({ ic: NaN });');

    expect(() => short.model.create(new Uint8Array(1)).score(PANEL)).toThrow(
      'a Float32Array of 2 rows, the same number of values each',
    );
    expect(() => unnamed.training.evaluator.evaluate(PANEL, PANEL.labels)).toThrow(
      expect.objectContaining({ code: 'definition.output_invalid' }),
    );
  });

  it('translates what a definition throws: its own input errors keep their code, the rest is a bug in it', async () => {
    const refused = load(`definition.training.trainer.fit = () => {
      throw Object.assign(new Error('too few rows'), { name: 'InvalidInputError', code: 'training.too_few_rows' });
    };`);
    const broken = load(`definition.training.trainer.fit = () => undefined.rows;`);

    await expect(fit(refused)).rejects.toMatchObject({ name: 'InvalidInputError', code: 'training.too_few_rows' });
    await expect(fit(broken)).rejects.toMatchObject({
      name: 'InvalidInputError',
      code: 'definition.threw',
      message: expect.stringContaining('TypeError in training.trainer.fit'),
    });
  });

  it('shares nothing between two loads', () => {
    const change = 'let calls = 0; definition.model.create = () => ({ score: () => Float32Array.of(++calls, 0) });';
    const first = load(change).model.create(new Uint8Array(1));
    const second = load(change).model.create(new Uint8Array(1));

    expect(first.score(PANEL)[0]).toBe(1);
    expect(first.score(PANEL)[0]).toBe(2);
    expect(second.score(PANEL)[0]).toBe(1);
  });

  it('runs zod, bundled as a definition bundles it', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { z } from 'zod';
          ${DEFINITION_SOURCE}
          definition.model.hyperparameters = z.strictObject({ max_depth: z.int().min(1).default(6) });
          export default definition;`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: 'iife',
      globalName: '__definition',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      write: false,
    });
    const bundle = outputFiles[0].contents;
    const module = loadDefinition(bundle, sha256Hex(bundle));

    expect(parseHyperparameters(module, {})).toEqual({ max_depth: 6 });
    expect(() => parseHyperparameters(module, { max_depth: 0, depth: 3 })).toThrow(
      expect.objectContaining({
        code: 'instance.hyperparameter_invalid',
        message: expect.stringMatching(/max_depth: Too small.*Unrecognized key: "depth"/),
      }),
    );
  });
});

function fit(module: ModelModule) {
  return module.training.trainer.fit(
    PANEL,
    PANEL,
    { scale: 2 },
    { seed: 1, random: createRandom(1), log, onRound: () => undefined },
  );
}
