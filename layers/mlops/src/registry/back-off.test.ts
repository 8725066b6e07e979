import { describe, expect, it } from 'vitest';
import { fullJitter } from './back-off.ts';

describe('fullJitter', () => {
  it('waits a share of min(cap, base × 2^attempt)', async () => {
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => waits.push(milliseconds);
    const backOff = fullJitter({ baseMs: 10, capMs: 50, random: () => 0.5, sleep });

    for (const attempt of [1, 2, 3, 30]) await backOff(attempt);

    expect(waits).toEqual([10, 20, 25, 25]);
  });
});
