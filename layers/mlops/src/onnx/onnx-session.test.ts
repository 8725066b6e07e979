import { parseGbdtParameters, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { describe, expect, it } from 'vitest';
import { gbdtToOnnx } from './gbdt-to-onnx.ts';
import { encodeOnnxModel } from './onnx-model.ts';
import { createOnnxSession } from './onnx-session.ts';

const model = trainGbdt(
  {
    rows: 4,
    features: 2,
    featureNames: ['a', 'b'],
    values: Float32Array.of(1, 2, 3, 4, 8, 7, 6, 5),
    labels: Float32Array.of(1, 1, 3, 3),
  },
  parseGbdtParameters({ num_boost_round: 2 }),
);
const bytes = gbdtToOnnx(model, { producerVersion: '0.1.0' });

describe('createOnnxSession', () => {
  it('tells the width of a row and scores many batches', async () => {
    const session = await createOnnxSession(bytes);

    const one = await session.run(Float32Array.of(1, 8), 1);
    const two = await session.run(Float32Array.of(4, 5, 1, 8), 2);

    expect(session.features).toBe(2);
    expect(two[1]).toBe(one[0]);
    expect(two[0]).toBeGreaterThan(one[0]);
    await session.release();
  });

  it('refuses values that do not hold the rows', async () => {
    const session = await createOnnxSession(bytes);

    await expect(session.run(new Float32Array(3), 2)).rejects.toThrow(
      expect.objectContaining({
        name: 'InvalidInputError',
        code: 'model.shape_mismatch',
        message: "values has 3 elements; 2 rows of the model's 2 features need 4",
      }),
    );
    await session.release();
  });

  it.each([
    { what: 'no bytes', broken: new Uint8Array() },
    { what: 'half a model', broken: bytes.subarray(0, bytes.length / 2) },
    { what: 'text', broken: Uint8Array.from(Buffer.from('{"not":"a model"}')) },
  ])('refuses $what', async ({ broken }) => {
    await expect(createOnnxSession(broken)).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'model.onnx_unloadable' }),
    );
  });

  it('refuses a model with other inputs and outputs, naming both', async () => {
    const identity = encodeOnnxModel({
      graphName: 'identity',
      producerVersion: '0',
      metadata: {},
      inputs: [{ name: 'x', shape: ['N', 2] }],
      outputs: [{ name: 'y', shape: ['N', 2] }],
      nodes: [{ name: 'same', operator: 'Identity', inputs: ['x'], outputs: ['y'], attributes: [] }],
    });

    await expect(createOnnxSession(identity)).rejects.toThrow(
      'the ONNX model has inputs x and outputs y; it needs one float32 input features of shape (N, features) and an output score',
    );
  });
});
