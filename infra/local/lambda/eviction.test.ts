import { describe, expect, it } from 'vitest';
import { chooseVictim, UseRate } from './eviction.ts';

describe('chooseVictim', () => {
  it('gives up what is used least', () => {
    expect(
      chooseVictim([
        { useRate: 9, idleMs: 10 },
        { useRate: 1, idleMs: 5000 },
        { useRate: 4, idleMs: 1 },
      ]),
    ).toBe(1);
  });

  it('gives up the one used last among those that are used about as much', () => {
    expect(
      chooseVictim([
        { useRate: 1, idleMs: 3000 },
        { useRate: 1.4, idleMs: 200 },
        { useRate: 5, idleMs: 1 },
      ]),
    ).toBe(1);
  });

  it('is -1 when nothing is idle', () => {
    expect(chooseVictim([])).toBe(-1);
  });

  it('keeps half of a weekly cycle of 14 functions warm in 8 places, with a frequent one between all of them', () => {
    let now = 0;
    const rates = new Map<number, UseRate>();
    const warm = new Map<number, number>();
    let starts = 0;
    const use = (wanted: number): void => {
      now += 150;
      const rate = rates.get(wanted) ?? new UseRate();
      rates.set(wanted, rate);
      rate.add(now);
      if (!warm.has(wanted)) {
        starts += 1;
        const idle = [...warm];
        if (idle.length === 8) {
          const facts = idle.map(([fn, since]) => ({ useRate: rates.get(fn)?.at(now) ?? 0, idleMs: now - since }));
          warm.delete(idle[chooseVictim(facts)]?.[0] ?? -1);
        }
      }
      warm.set(wanted, now);
    };

    for (let step = 0; step < 14 * 22; step += 1) {
      use(step % 14);
      use(99);
    }

    // 14 at first; then 6 of 14 stay, the rest take turns. The least recently used would be 309.
    expect(starts).toBeLessThan(14 + 21 * 9);
  });
});

describe('UseRate', () => {
  it('counts what is recent', () => {
    const rate = new UseRate();
    rate.add(1000);
    rate.add(1000);

    expect(rate.at(1000)).toBe(2);
    // 2 / e after the half minute
    expect(rate.at(31_000)).toBeCloseTo(0.7358, 4);
  });
});
