import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, InvalidInputError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UPLOADED_ONNX_LIMITS } from './check-uploaded-onnx.ts';
import { importOnnx } from './import-onnx.ts';
import { createOnnxSession } from './onnx-session.ts';
import { probeOnnx } from './probe-onnx.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const { features, rows, models } = z
  .strictObject({
    features: z.array(z.string()),
    rows: z.array(z.array(z.number())),
    models: z.record(
      z.string(),
      z.strictObject({ output: z.string(), scores: z.array(z.number()), column: z.int().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')));
const VALUES = Float32Array.from(rows.flat());
/** What a person has to say, since the file leaves it open. */
const SAID: Readonly<Record<string, object>> = {
  'sklearn-forest-thirds': { column: 2 },
  'sklearn-zipmap': { column: 1 },
  'torch-dynamo': { output: 'linear_1' },
};

function file(name: string): Uint8Array {
  return readFileSync(join(FIXTURES, `${name}.onnx`));
}

async function score(onnx: Uint8Array, values = VALUES): Promise<number[]> {
  const session = await createOnnxSession(onnx);
  try {
    return [...(await session.run(values, values.length / session.features))];
  } finally {
    await session.release();
  }
}

function refusal(run: () => unknown): { name: string; code: string; message: string } {
  try {
    run();
  } catch (error) {
    return z.object({ name: z.string(), code: z.string(), message: z.string() }).parse(error);
  }
  throw new Error('it was taken');
}

function outcome(run: () => unknown): string {
  try {
    run();
    return 'taken';
  } catch (error) {
    return error instanceof InvalidInputError ? error.code : String(error);
  }
}

describe('importOnnx', () => {
  it.each(Object.entries(models))('serves %s with the scores that ONNX Runtime in Python gave', async (name, model) => {
    const { onnx, output, column } = importOnnx(file(name), { featureNames: features, ...SAID[name] });

    const scores = await score(onnx);

    expect(column).toBe(model.column);
    if (name !== 'sklearn-zipmap') expect(output).toBe(model.output);
    for (const [row, expected] of model.scores.entries()) {
      expect(Math.abs((scores[row] ?? Number.NaN) - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
    }
    await expect(probeOnnx(onnx, { values: VALUES, rows: rows.length })).resolves.toBeUndefined();
  });

  it('gives a model its features by name, in its own order', async () => {
    const { onnx } = importOnnx(file('sklearn-ridge'), { featureNames: ['value', 'momentum', 'volatility'] });

    const scores = await score(onnx, Float32Array.from(rows.flatMap(([m, v, w]) => [w, m, v])));

    for (const [row, expected] of (models['sklearn-ridge']?.scores ?? []).entries()) {
      expect(scores[row]).toBeCloseTo(expected, 6);
    }
  });

  it('gives the same bytes twice', () => {
    const [first, second] = [1, 2].map(() =>
      importOnnx(file('torch-dynamo'), { featureNames: features, output: 'score', column: 3 }),
    );

    expect(first).toEqual(second);
  });

  it.each([
    {
      what: 'other feature names in the file',
      name: 'sklearn-ridge',
      declaration: { featureNames: ['momentum', 'volatility', 'size'] },
      code: 'model.feature_mismatch',
      message:
        'the ONNX model has 3 features, the instance 3: it does not take size; the instance does not select value',
    },
    {
      what: 'another number of features',
      name: 'sklearn-boosting',
      declaration: { featureNames: ['momentum', 'volatility'] },
      code: 'model.feature_mismatch',
      message: 'the ONNX model takes 3 features, the instance selects 2: momentum, volatility',
    },
    {
      what: 'an input for a column that is not selected',
      name: 'sklearn-columns',
      declaration: { featureNames: ['momentum', 'volatility'] },
      code: 'model.feature_mismatch',
      message: 'the ONNX model has 3 features, the instance 2: the instance does not select value',
    },
    {
      what: 'a name that is declared twice',
      name: 'sklearn-boosting',
      declaration: { featureNames: features, modelFeatureNames: ['momentum', 'value', 'value'] },
      code: 'model.feature_mismatch',
      message: 'the ONNX model has 3 features, the instance 3: it does not take volatility; it names value twice',
    },
    {
      what: 'an input that is not there',
      name: 'sklearn-boosting',
      declaration: { featureNames: features, input: 'Y' },
      code: 'model.onnx_input_ambiguous',
      message: 'the ONNX model has no input "Y"; its inputs are X float (?, 3)',
    },
    {
      what: 'an output that is not there',
      name: 'sklearn-boosting',
      declaration: { featureNames: features, output: 'score' },
      code: 'model.onnx_output_ambiguous',
      message:
        'the ONNX model has no "score"; name an output of numbers, of shape (rows, 1), or one with its column: it has variable float (?, 1)',
    },
    {
      what: 'three probabilities without a column',
      name: 'sklearn-forest-thirds',
      declaration: { featureNames: features },
      code: 'model.onnx_output_ambiguous',
      message:
        'the ONNX model gives 3 numbers a row at "probabilities"; name the column; name an output of numbers, of shape (rows, 1), or one with its column: it has label int64 (?), probabilities float (?, 3)',
    },
    {
      what: 'a column that is not there',
      name: 'sklearn-forest-thirds',
      declaration: { featureNames: features, column: 3 },
      code: 'model.onnx_output_invalid',
      message: 'the ONNX model gives 3 numbers a row at "probabilities", no column 3',
    },
  ])('refuses $what', ({ name, declaration, code, message }) => {
    const refused = refusal(() => importOnnx(file(name), declaration));

    expect(refused).toMatchObject({ name: 'InvalidInputError', code });
    expect(refused.message.startsWith(message)).toBe(true);
  });

  it.each([
    ['2-gib-tensor', 'model.onnx_malformed', 'tensor "w" of the ONNX model has shape (536870912, 1), but the file'],
    ['external-data', 'model.onnx_external_data', 'tensor "w" of the ONNX model lies in another file'],
    ['cycle', 'model.onnx_cyclic', 'operator Add "first" of the ONNX model waits for its own result'],
    ['old-operators', 'model.onnx_unsupported', 'the ONNX model has operator set 5; export it with one from 7 to 26'],
    ['future-operators', 'model.onnx_unsupported', 'the ONNX model has operator set 99'],
    ['unknown-domain', 'model.onnx_unsupported', 'the ONNX model uses operator Magic of domain "evil"'],
    ['nothing-produces', 'model.onnx_malformed', 'the ONNX model takes "nowhere", which nothing in it produces'],
    ['one-number', 'model.onnx_output_invalid', 'the ONNX model gives no number a row at "y"'],
    ['rank-three', 'model.onnx_input_invalid', 'the ONNX model cannot be given rows at "x"'],
    ['text', 'model.onnx_input_invalid', 'the ONNX model cannot be given rows at "x"'],
    ['two-scores', 'model.onnx_output_ambiguous', 'the ONNX model has several'],
  ])('refuses the hostile file %s before anything runs', (name, code, message) => {
    const refused = refusal(() => importOnnx(file(`hostile-${name}`), { featureNames: features }));

    expect(refused).toMatchObject({ name: 'InvalidInputError', code });
    expect(refused.message.startsWith(message)).toBe(true);
  });

  it('refuses a file cut short anywhere before the end of its graph', () => {
    const whole = file('lightgbm-classifier');
    const outcomes = new Set<string>();

    // Behind the graph come the operator sets, each in a few bytes: without them it is a model still.
    for (let length = 0; length < whole.length - 30; length++) {
      outcomes.add(refusal(() => importOnnx(whole.subarray(0, length), { featureNames: features })).code);
    }

    expect([...outcomes]).toEqual(['model.onnx_malformed']);
  });

  it('takes or refuses a file with any of its bytes changed, and never fails otherwise', () => {
    const random = createRandom(1);
    const outcomes = new Set<string>();

    for (const name of ['sklearn-columns', 'lightgbm-classifier', 'loop', 'integers']) {
      const whole = file(name);
      for (let round = 0; round < 500; round++) {
        const changed = Uint8Array.from(whole);
        for (let change = 0; change <= round % 3; change++) {
          changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
        }
        outcomes.add(outcome(() => importOnnx(changed, { featureNames: features, ...SAID[name] })));
      }
    }

    expect([...outcomes].filter((code) => code !== 'taken' && !/^model\.(onnx|feature)_/.test(code))).toEqual([]);
    expect(outcomes.size).toBeGreaterThan(3);
  });

  it('refuses a file above the limit of bytes, and one of too many parts', () => {
    const { bytes } = UPLOADED_ONNX_LIMITS;
    // A graph of nodes without content: two bytes each.
    const nodes = new Uint8Array(4_000_005);
    nodes.set([0x3a, 0x80, 0x92, 0xf4, 0x01]);
    for (let at = 5; at < nodes.length - 1; at += 2) nodes[at] = 0x0a;

    expect(refusal(() => importOnnx(new Uint8Array(bytes + 1), { featureNames: features })).message).toBe(
      `the ONNX model has ${bytes + 1} bytes, the limit is ${bytes}; export a smaller model`,
    );
    expect(refusal(() => importOnnx(nodes, { featureNames: features }))).toMatchObject({
      code: 'model.onnx_too_large',
    });
  });
});
