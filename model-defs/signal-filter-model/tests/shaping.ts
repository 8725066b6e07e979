import type { DefinitionTest, RandomGenerator } from '@optaic/mlops/base';
import { limitTurnover } from '../inference/limit-turnover.ts';
import { neutralise } from '../inference/neutralise.ts';
import { signedRank } from '../inference/signed-rank.ts';

export const shapingTests: readonly DefinitionTest[] = [
  {
    name: 'a signed rank orders each side by magnitude and moves nothing across zero',
    run({ assert }) {
      const ranked = signedRank([0.1, -0.4, 0, 0.3, -0.2, -0.3, 0.3]);

      // Positives 0.1 0.3 0.3: ranks 1, 2.5, 2.5 of 3; negatives by magnitude 0.2 0.3 0.4: 1, 2, 3 of 3.
      const expected = [1 / 3, -1, 0, 2.5 / 3, -1 / 3, -2 / 3, 2.5 / 3];
      assert(
        expected.every((value, i) => Math.abs(value - ranked[i]) < 1e-12),
        `it is ${ranked.join()}`,
      );
    },
  },
  {
    name: 'neutralised, the held names of every group sum to 0',
    run({ random, assert }) {
      const values = column(random, 30);
      const isHeld = Array.from(values, () => random() < 0.6);
      const group = Float32Array.from({ length: 30 }, (_, i) => (i % 5 === 4 ? Number.NaN : i % 4));

      const neutral = neutralise(values, group, isHeld);

      for (const wanted of [0, 1, 2, 3, Number.NaN]) {
        const sum = neutral.reduce((total, value, i) => total + (Object.is(group[i], wanted) ? value : 0), 0);
        assert(Math.abs(sum) < 1e-12, `group ${wanted} has an exposure of ${sum}`);
      }
      assert(
        neutral.every((value, i) => isHeld[i] || value === 0),
        'a name that is not held has a value',
      );
    },
  },
  {
    name: 'the band keeps small changes, and the cap scales what is left so that turnover stays within it',
    run({ assert }) {
      const before = Float64Array.of(0.5, -0.5, 0.2, 0);
      const wanted = Float64Array.of(0.55, -1, 0.2, 0.4);

      const banded = limitTurnover(wanted, before, 0, { band: 0.1, cap: 1 });
      const capped = limitTurnover(wanted, before, 0, { band: 0, cap: 0.1 });

      assert(banded.signal.join() === '0.5,-1,0.2,0.4', `within the band: ${banded.signal.join()}`);
      assert(banded.isHeldBack.join() === 'true,false,false,false', 'what is held back is not said');
      // Σ|before| = 1.2, Σ|wanted| = 2.15: 2 · 0.1 · 2.15 = 0.43 of 0.95 may move.
      const moved = capped.signal.reduce((sum, value, i) => sum + Math.abs(value - before[i]), 0);
      assert(Math.abs(moved - 0.43) < 1e-12, `${moved} moved`);
      assert(capped.isHeldBack.join() === 'true,true,false,true', 'what is capped is not said');
    },
  },
  {
    name: 'exits are never held back, and no limit leaves a name pointing where it is not wanted',
    run({ random, assert }) {
      for (let trial = 0; trial < 200; trial++) {
        const [wanted, before] = [column(random, 8), column(random, 8)];
        const limits = { band: random(), cap: 0.01 + 0.99 * random() };

        const { signal } = limitTurnover(wanted, before, random(), limits);
        const { signal: exits } = limitTurnover(new Float64Array(8), before, random(), limits);

        assert(signal.every(Number.isFinite) && exits.every((value) => value === 0), 'an exit is held back');
        const wrong = signal.findIndex((value, i) => value !== 0 && Math.sign(value) !== Math.sign(wanted[i]));
        assert(wrong === -1, `${signal[wrong]} where ${wanted[wrong]} is wanted and ${before[wrong]} was before`);
        const beyond = signal.findIndex((value, i) => {
          const [low, high] = [Math.min(before[i], wanted[i], 0), Math.max(before[i], wanted[i], 0)];
          return value < low - 1e-12 || value > high + 1e-12;
        });
        assert(beyond === -1, 'it overshoots');
      }
    },
  },
];

/** Numbers in [-1, 1], a third of them 0. */
function column(random: RandomGenerator, length: number): Float64Array {
  return Float64Array.from({ length }, () => (random() < 1 / 3 ? 0 : 2 * random() - 1));
}
