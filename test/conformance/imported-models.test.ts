import { importOnnx } from '@optaic/mlops/onnx';
import { createOnnxSession, probeOnnx } from '@optaic/mlops/onnx/session';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const AnswerSchema = z.array(
  z.strictObject({
    name: z.string(),
    onnx: z.base64(),
    declared: z.strictObject({ column: z.int().optional() }),
    values: z.array(z.number().nullable()),
    expected: z.array(z.number()),
  }),
);
const FEATURES = ['momentum', 'volatility', 'value', 'size', 'quality'];
/** scikit-learn computes in float64, ONNX in float32. */
const TOLERANCE = 1e-5;

describeWithPython('imported models, beside scikit-learn itself', (python) => {
  const request = JSON.stringify({ seed: 7, features: FEATURES });

  it('score as scikit-learn predicts: regressors, pipelines, classifiers by their probabilities', async () => {
    const answers = AnswerSchema.parse(JSON.parse(python.run('test/conformance/sklearn_onnx.py', [], request)));

    const furthest: Record<string, number> = {};
    for (const { name, onnx: encoded, declared, values, expected } of answers) {
      const file = new Uint8Array(Buffer.from(encoded, 'base64'));
      const { onnx } = importOnnx(file, { featureNames: FEATURES, ...declared });
      const rows = Float32Array.from(values, (value) => value ?? Number.NaN);
      await probeOnnx(onnx, { values: rows, rows: expected.length });
      const session = await createOnnxSession(onnx);
      const scores = await session.run(rows, expected.length);
      await session.release();
      const differences = expected.map((value, row) => Math.abs(value - (scores[row] ?? Number.NaN)));
      furthest[`${name} ${JSON.stringify(declared)}`] = Math.max(...differences);
    }

    expect(Object.keys(furthest).length).toBe(35);
    expect(Object.entries(furthest).filter(([, difference]) => !(difference <= TOLERANCE))).toEqual([]);
  });
});
