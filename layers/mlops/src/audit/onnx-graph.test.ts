import { linearToOnnx } from '@optaic/mlops/onnx';
import { describe, expect, it } from 'vitest';
import { onnxGraph } from './onnx-graph.ts';

const model = { offset: [0], scale: [1], coefficients: [2], intercept: 0 };

describe('onnxGraph', () => {
  it('is the same whoever produced the file', () => {
    const one = linearToOnnx(model, { producerVersion: '1.0.0' });
    const two = linearToOnnx(model, { producerVersion: '2.0.0-with-a-longer-name' });

    expect(one).not.toEqual(two);
    expect(onnxGraph(one)).toEqual(onnxGraph(two));
    expect(onnxGraph(one).length).toBeGreaterThan(50);
  });

  it('differs with a coefficient', () => {
    const one = linearToOnnx(model, { producerVersion: '1.0.0' });
    const two = linearToOnnx({ ...model, coefficients: [2.0000002] }, { producerVersion: '1.0.0' });

    expect(onnxGraph(one)).not.toEqual(onnxGraph(two));
  });

  it('skips fields of every wire type before the graph', () => {
    // Field 1 varint 300, field 2 fixed64, field 3 two bytes, field 4 fixed32, then field 7 with the bytes 9 8.
    const bytes = Uint8Array.of(8, 172, 2, 17, 1, 2, 3, 4, 5, 6, 7, 8, 26, 2, 0, 0, 37, 1, 2, 3, 4, 58, 2, 9, 8);

    expect([...onnxGraph(bytes)]).toEqual([9, 8]);
  });

  it.each([[Uint8Array.of()], [Uint8Array.of(7, 7, 7)], [Uint8Array.of(8, 1)]])(
    'is the whole of what is no ONNX file: %o',
    (bytes) => {
      expect(onnxGraph(bytes)).toEqual(bytes);
    },
  );
});
