import { describe, expect, it } from 'vitest';
import { requireOneDate } from './require-one-date.ts';

describe('requireOneDate', () => {
  it('takes one date, and none', () => {
    expect(() => requireOneDate({ decisionTime: Float64Array.of(1, 1) })).not.toThrow();
    expect(() => requireOneDate({ decisionTime: new Float64Array() })).not.toThrow();
  });

  it('refuses several', () => {
    expect(() => requireOneDate({ decisionTime: Float64Array.of(1, 1, 2) })).toThrow('holds 2 decision times');
  });
});
