import { constants, createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const NATIVE = /(^|node_modules\/)(@aws|@smithy|aws-|electrodb|@duckdb|onnxruntime)/;

const ENTRIES = {
  linear: `
    import { encodeLinearModel as encode, fitRidge, parseRidgeParameters } from '@optaic/mlops/learners/linear';
    const labels = Float64Array.of(1, 2, 4, 3);
    export const run = () => encode(fitRidge({ rows: 4, featureNames: ['x'], values: labels, labels }, parseRidgeParameters({})));
  `,
  gmm: `
    import { encodeGmmModel as encode, fitGmm, parseGmmParameters } from '@optaic/mlops/learners/gmm';
    const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i) + (i % 2) * 5);
    export const run = () => encode(fitGmm({ rows: 40, featureNames: ['x'], values }, parseGmmParameters({ n_init: 2 })));
  `,
  hmm: `
    import { encodeHmmModel as encode, fitHmm, parseHmmParameters } from '@optaic/mlops/learners/hmm';
    const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i) + (i > 20 ? 5 : 0));
    export const run = () => encode(fitHmm({ rows: 40, featureNames: ['x'], values }, parseHmmParameters({ n_init: 2 })));
  `,
} as const;

const ModelSchema = z.looseObject({ format: z.string() });

describe.each(Object.entries(ENTRIES))('the entry learners/%s', (name, contents) => {
  it('works alone: in a bare context without Node, clock or chance, importing nothing of AWS, DuckDB or ONNX Runtime', async () => {
    const { outputFiles, metafile, warnings } = await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'neutral',
      mainFields: ['module', 'main'],
      format: 'iife',
      globalName: '__learner',
    });
    const context = createContext(constants.DONT_CONTEXTIFY);
    runInContext('delete globalThis.Date; Math.random = () => { throw new Error("Math.random"); };', context);
    runInContext(outputFiles[0]?.text ?? '', context);

    const bytes = Uint8Array.from(runInContext('__learner.run()', context));

    expect(ModelSchema.parse(JSON.parse(Buffer.from(bytes).toString())).format).toBe(`optaic-${name}`);
    expect(warnings).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => NATIVE.test(path))).toEqual([]);
  });
});
