import { describe, expect, it } from 'vitest';
import { detectionLag } from './detection-lag.ts';

describe('detectionLag', () => {
  it('counts bars from a change to the filter following it, and the changes it missed', () => {
    const smoothed = [0, 0, 1, 1, 1, 0, 1, 1];
    const filtered = [0, 0, 0, 0, 1, 1, 1, 1];

    // To 1 at bar 2, seen at 4; to 0 at bar 5, over before it was seen; to 1 at bar 6, seen at once.
    expect(detectionLag(filtered, smoothed)).toEqual({ meanBars: 1, detected: 2, missed: 1 });
  });

  it('has no mean without a detected change', () => {
    expect(detectionLag([0, 0], [0, 0])).toEqual({ meanBars: undefined, detected: 0, missed: 0 });
  });
});
