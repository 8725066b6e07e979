import { describe, expect, it } from 'vitest';
import { frameDigest } from './frame-digest.ts';

const panel = {
  rows: 2,
  entity: ['A', 'B'],
  decisionTime: Float64Array.of(86_400_000, 86_400_000),
  featureNames: ['x', 'y'],
  features: Float32Array.of(1, Number.NaN, 3, 4),
  labels: Float32Array.of(0.5, -0.5),
};

describe('frameDigest', () => {
  it('is the same for the same rows, whatever bits their NaN has', () => {
    const bits = new Uint32Array(panel.features.slice().buffer);
    bits[1] = 0xffc0_1234;

    expect(frameDigest({ ...panel, features: new Float32Array(bits.buffer) })).toBe(frameDigest(panel));
  });

  it('is another for every change of a row, a name, a value or a label', () => {
    const { labels, ...unlabelled } = panel;
    const others = [
      { ...panel, entity: ['A', 'C'] },
      { ...panel, entity: ['AB', ''] },
      { ...panel, decisionTime: Float64Array.of(86_400_000, 86_400_001) },
      { ...panel, featureNames: ['x', 'z'] },
      { ...panel, features: Float32Array.of(1, Number.NaN, 3, 4.000_001) },
      { ...panel, labels: Float32Array.of(0.5, 0.5) },
      { ...unlabelled, features: Float32Array.from([...panel.features, ...labels]) },
      unlabelled,
      { ...panel, labelKnownTime: Float64Array.of(1, 2) },
      { ...panel, labelKnownTime: Float64Array.of(1, 3) },
    ];

    expect(new Set([panel, ...others].map(frameDigest)).size).toBe(others.length + 1);
  });
});
