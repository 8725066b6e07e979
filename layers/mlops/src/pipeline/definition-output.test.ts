import type { Memory, Panel } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { adoptPrediction, adoptResult } from './definition-output.ts';

const DAY = 86_400_000;
const panel: Panel = {
  rows: 2,
  entity: ['A', 'B'],
  decisionTime: Float64Array.of(DAY, DAY),
  featureNames: ['x'],
  features: new Float32Array(2),
};
const two = () => new Float32Array(2);
const said = { score: two(), signal: two() };
const adopt = (value: unknown, memory: Memory = 'none') =>
  adoptPrediction(value, { definition: 'mean-model@1.0.0', panel, memory });

describe('adoptPrediction', () => {
  it('keeps columns in the order of their names, rows of their own, and the state', () => {
    const own = { entity: ['x', 'y', 'z'], decisionTime: new Float64Array(3).fill(DAY) };
    const three = new Float32Array(3);
    const state = { bytes: Uint8Array.of(1), through: DAY };

    const adopted = adopt(
      { ...own, score: three, signal: three, columns: { z_1: three, a: three }, state },
      'previous',
    );

    expect(Object.keys(adopted.columns ?? {})).toEqual(['a', 'z_1']);
    expect(adopted).toMatchObject({ ...own, state });
  });

  it.each([
    ['nothing', undefined, /ZodError|expected object/],
    ['no signal', { score: two() }, /Float32Array of 2 values from inference.predictor signal/],
    ['a short column', { ...said, columns: { size: new Float32Array(1) } }, /2 values from .* columns size/],
    ['a column named as the score', { ...said, columns: { score: two() } }, /columns \("score"\)/],
    ['a column in capitals', { ...said, columns: { Size: two() } }, /columns \("Size"\)/],
    [
      'too many columns',
      { ...said, columns: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`c${i}`, two()])) },
      /201 columns/,
    ],
    ['entities without times', { ...said, entity: ['A', 'B'] }, /Float64Array of 2 values/],
    ['times without entities', { ...said, decisionTime: panel.decisionTime }, /names, one a row/],
    [
      'rows in another order',
      { ...said, entity: ['B', 'A'], decisionTime: panel.decisionTime },
      /by decision time and then entity/,
    ],
    ['a row twice', { ...said, entity: ['A', 'A'], decisionTime: panel.decisionTime }, /each once/],
    [
      'a decision that nobody asked for',
      { ...said, entity: ['A', 'B'], decisionTime: Float64Array.of(DAY, 2 * DAY) },
      /rows of the panel's decision times/,
    ],
    ['a state without memory', { ...said, state: { bytes: Uint8Array.of(1), through: DAY } }, /no state/],
  ])('refuses %s', (_, value, message) => {
    expect(() => adopt(value)).toThrow(message);
  });

  it.each([
    ['no state', {}, /\{ bytes, through \}/],
    ['an empty state', { state: { bytes: new Uint8Array(), through: DAY } }, /state.bytes/],
    ['a state of later than it saw', { state: { bytes: Uint8Array.of(1), through: DAY + 1 } }, /state.through/],
  ])('refuses %s of a definition with memory', (_, more, message) => {
    expect(() => adopt({ ...said, ...more }, 'contiguous')).toThrow(message);
  });
});

describe('adoptResult', () => {
  it('refuses a state of a definition without memory', () => {
    const result = {
      onnx: Uint8Array.of(1),
      native: Uint8Array.of(1),
      state: { bytes: Uint8Array.of(1), through: DAY },
      metrics: {},
      importance: {},
    };

    expect(() => adoptResult('mean-model@1.0.0', result, 'none')).toThrow(/no state.* from training\.trainer\.fit/);
    expect(adoptResult('mean-model@1.0.0', result, 'previous')).toEqual(result);
  });
});
