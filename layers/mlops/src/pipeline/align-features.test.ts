import type { Panel } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { alignFeatures } from './align-features.ts';

const PANEL: Panel = {
  rows: 2,
  entity: ['A', 'B'],
  decisionTime: Float64Array.of(0, 0),
  featureNames: ['first', 'second'],
  features: Float32Array.of(1, 2, 3, 4),
};

describe('alignFeatures', () => {
  it('puts columns in the order of the signature and leaves out others', () => {
    expect(alignFeatures(PANEL, ['second', 'first'])).toMatchObject({
      featureNames: ['second', 'first'],
      features: Float32Array.of(3, 4, 1, 2),
    });
    expect(alignFeatures(PANEL, ['second']).features).toEqual(Float32Array.of(3, 4));
  });

  it('fails when the frame lacks a feature', () => {
    expect(() => alignFeatures(PANEL, ['third'])).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'model.signature_mismatch' }),
    );
  });
});
