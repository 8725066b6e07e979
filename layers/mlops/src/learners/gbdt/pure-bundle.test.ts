import { constants, createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { gbdtToOnnx } from '../../onnx/gbdt-to-onnx.ts';
import { makeFixtureDataset } from './fixtures/fixture-dataset.ts';
import { encodeGbdtModel } from './model-bytes.ts';
import { parseGbdtParameters } from './parameters.ts';
import { predictGbdt } from './predict-gbdt.ts';
import { trainGbdt } from './train-gbdt.ts';

const PARAMETERS = { num_boost_round: 5, max_depth: 4, subsample: 0.8, seed: 3 };

const ENTRY = `
  import { decodeGbdtModel, encodeGbdtModel, parseGbdtParameters, predictGbdt, trainGbdt } from '@optaic/mlops/learners/gbdt';
  import { gbdtToOnnx } from '@optaic/mlops/onnx';
  export function run(dataset) {
    const model = trainGbdt(dataset, parseGbdtParameters(${JSON.stringify(PARAMETERS)}));
    const native = encodeGbdtModel(model);
    const scores = predictGbdt(decodeGbdtModel(native), dataset.values, dataset.rows);
    return { native, scores, onnx: gbdtToOnnx(model, { producerVersion: 'é' }) };
  }
`;

/** One IIFE in a fresh context with nothing of Node, as definitions are loaded; no clock, and chance throws. */
async function loadInBareContext() {
  const { outputFiles, warnings } = await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'neutral',
    format: 'iife',
    globalName: '__definition',
  });
  const context = createContext(constants.DONT_CONTEXTIFY);
  runInContext('delete globalThis.Date; Math.random = () => { throw new Error("Math.random"); };', context);
  runInContext(outputFiles[0]?.text ?? '', context);
  return { run: runInContext('__definition.run', context), warnings };
}

describe('the entries learners/gbdt and onnx', () => {
  it('run in a bare context, without Node, clock or chance, to the same bytes as outside', async () => {
    const dataset = makeFixtureDataset(300, 'missing', 1);
    const model = trainGbdt(dataset, parseGbdtParameters(PARAMETERS));

    const { run, warnings } = await loadInBareContext();
    const inside = run(dataset);

    expect(warnings).toEqual([]);
    expect(Array.from(inside.native)).toEqual(Array.from(encodeGbdtModel(model)));
    expect(Array.from(inside.onnx)).toEqual(Array.from(gbdtToOnnx(model, { producerVersion: 'é' })));
    expect(Array.from(inside.scores)).toEqual(Array.from(predictGbdt(model, dataset.values, dataset.rows)));
  });
});
