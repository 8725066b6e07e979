import { describe, expect, it } from 'vitest';
import { checkSuspectFeatures } from './check-suspect-features.ts';
import { CURVE_PANELS, shareDetected } from './fixtures/detection-curve.ts';
import { generatedFrame } from './fixtures/generated-frame.ts';

const limits = { horizonDays: 5, requireTime: () => undefined };

describe('checkSuspectFeatures', () => {
  it.each([0.5, 0.2])('names a feature that is the next return plus noise, at IC %d', (leak) => {
    const { window } = generatedFrame({ seed: 1, leak });

    const { findings, rows } = checkSuspectFeatures(window, limits);

    expect(rows).toBe(8_000);
    expect(findings).toMatchObject([{ contract: 'model.leak', code: 'model.leak_suspect', examples: ['leak'] }]);
    expect(findings[0]?.message).toMatch(/^feature leak alone has a mean rank IC of 0\.\d{4} over 400 dates/);
    expect(Math.abs(Number(findings[0]?.value) - leak)).toBeLessThan(0.03);
  });

  it.each(CURVE_PANELS)('always detects a leak of IC 0.2 and more, and none where none is: $names names', (panel) => {
    expect(shareDetected({ ...panel, leak: 0.3 }, { seeds: 5 })).toBe(1);
    expect(shareDetected({ ...panel, leak: 0.2 }, { seeds: 20 })).toBe(1);
    expect(shareDetected(panel, { seeds: 20 })).toBe(0);
  });

  it('stops when the time is up', () => {
    const { window } = generatedFrame({ seed: 1, dates: 20 });
    const requireTime = () => {
      throw new RangeError('time is up');
    };

    expect(() => checkSuspectFeatures(window, { horizonDays: 5, requireTime })).toThrow(RangeError);
  });
});
