import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { chooseVictim } from './eviction.ts';

describe('chooseVictim', () => {
  const random = seededRandom(7);

  it('gives up what was used least', () => {
    expect(
      chooseVictim(
        [
          { uses: 9, idleMs: 10 },
          { uses: 1, idleMs: 5 },
          { uses: 4, idleMs: 2000 },
        ],
        random,
      ),
    ).toBe(1);
  });

  it('counts use less once it is long ago', () => {
    // 3 / (1 + (50 s - 20 s) / 10 s) = 0.75 < 1 / (1 + 0) = 1
    expect(
      chooseVictim(
        [
          { uses: 3, idleMs: 50_000 },
          { uses: 1, idleMs: 0 },
        ],
        random,
      ),
    ).toBe(0);
  });

  it('draws among equals', () => {
    const equals = [
      { uses: 1, idleMs: 0 },
      { uses: 1, idleMs: 1 },
      { uses: 5, idleMs: 0 },
    ];

    const drawn = new Set(Array.from({ length: 50 }, () => chooseVictim(equals, random)));

    expect([...drawn].sort()).toEqual([0, 1]);
  });

  it('is -1 when nothing is idle', () => {
    expect(chooseVictim([], random)).toBe(-1);
  });

  it('starts fewer processes than the least recently used would over a weekly cycle of 14 functions in 8 places', () => {
    let now = 0;
    const warm = new Map<number, { uses: number; since: number }>();
    let starts = 0;
    for (let step = 0; step < 14 * 22; step += 1, now += 350) {
      const wanted = step % 14;
      const seat = warm.get(wanted);
      if (seat === undefined) {
        starts += 1;
        if (warm.size === 8) {
          const idle = [...warm];
          const victim = chooseVictim(
            idle.map(([, { uses, since }]) => ({ uses, idleMs: now - since })),
            random,
          );
          warm.delete(idle[victim]?.[0] ?? -1);
        }
        warm.set(wanted, { uses: 1, since: now });
      } else {
        seat.uses += 1;
        seat.since = now;
      }
    }

    // The least recently used misses every time: 308 starts.
    expect(starts).toBeLessThan(200);
  });
});
