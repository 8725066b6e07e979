import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForce } from './brute-force.testing.ts';
import { hmmDiagnostics } from './hmm-diagnostics.ts';
import { HmmFilter } from './hmm-filter.ts';

const share = fc.double({ min: 0.05, max: 1, noNaN: true });

/** A chain of 1 to 3 regimes and the densities of 1 to 6 bars. */
const chains = fc.integer({ min: 1, max: 3 }).chain((regimes) => {
  const row = fc.array(share, { minLength: regimes, maxLength: regimes });
  return fc.record({
    initial: row.map(normalise),
    transitions: fc.array(row.map(normalise), { minLength: regimes, maxLength: regimes }),
    densities: fc.array(row, { minLength: 1, maxLength: 6 }),
  });
});

function normalise(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

const logs = (densities: readonly (readonly number[])[]) => Float64Array.from(densities.flat(), Math.log);

describe('HmmFilter', () => {
  it('gives, after every bar, the marginal of all paths up to it, the likelihood of the bar, and the next one’s forecast', () => {
    fc.assert(
      fc.property(chains, ({ initial, transitions, densities }) => {
        const filter = new HmmFilter({ initial, transitions });
        let sum = 0;
        densities.forEach((_, t) => {
          const { probabilities, forecast, logLikelihood } = filter.step(logs(densities), t * initial.length);
          const oracle = bruteForce(initial, transitions, densities.slice(0, t + 1));
          sum += logLikelihood;
          expect(sum).toBeCloseTo(oracle.logLikelihood, 10);
          const last = oracle.marginals[t];
          initial.forEach((_unused, k) => {
            expect(probabilities[k]).toBeCloseTo(last[k], 10);
            expect(forecast[k]).toBeCloseTo(
              last.reduce((total, p, i) => total + p * transitions[i][k], 0),
              10,
            );
          });
        });
      }),
    );
  });

  it('gives the same bits in one go and in pieces, with the state through JSON between', () => {
    fc.assert(
      fc.property(chains, fc.nat(), ({ initial, transitions, densities }, at) => {
        const bars = logs(densities);
        const cut = at % (densities.length + 1);
        const whole = new HmmFilter({ initial, transitions });
        const first = new HmmFilter({ initial, transitions });
        for (let t = 0; t < cut; t++) first.step(bars, t * initial.length);
        const state: number[] | undefined =
          first.state() === undefined ? undefined : JSON.parse(JSON.stringify(first.state()));
        const second = new HmmFilter({ initial, transitions }, state);

        const expected = densities.map((_, t) => whole.step(bars, t * initial.length));
        const later = densities.slice(cut).map((_, i) => second.step(bars, (cut + i) * initial.length));

        expect(later).toEqual(expected.slice(cut));
        expect(second.state()).toEqual(whole.state());
      }),
    );
  });

  it('does not underflow: a regime that is impossible for thousands of bars comes back at once', () => {
    const filter = new HmmFilter({
      initial: [0.5, 0.5],
      transitions: [
        [0.99, 0.01],
        [0.01, 0.99],
      ],
    });

    for (let bar = 0; bar < 5_000; bar++) filter.step([0, -1e6]);
    const { probabilities, logLikelihood } = filter.step([-1e30, 0]);

    expect([...probabilities]).toEqual([0, 1]);
    expect(logLikelihood).toBeCloseTo(Math.log(0.01), 6);
  });

  it('stays finite when no regime explains a bar', () => {
    const filter = new HmmFilter({
      initial: [0.5, 0.5],
      transitions: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
    });

    const { probabilities, logLikelihood } = filter.step([-1e30, -1e30]);

    expect([...probabilities]).toEqual([0.5, 0.5]);
    expect(Number.isFinite(logLikelihood)).toBe(true);
  });

  it.each([[[-1]], [[-1, Number.NaN]], [[-1, 0.5]], [[-1, Number.NEGATIVE_INFINITY]]])(
    'refuses the state %j',
    (state) => {
      expect(
        () =>
          new HmmFilter(
            {
              initial: [0.5, 0.5],
              transitions: [
                [0.9, 0.1],
                [0.1, 0.9],
              ],
            },
            state,
          ),
      ).toThrow(
        expect.objectContaining({ code: 'learner.shape_mismatch', message: expect.stringContaining('same model') }),
      );
    },
  );
});

describe('hmmDiagnostics.smoothedPath', () => {
  it('gives the marginals, the likelihood and the entropy of all paths, with hindsight', () => {
    fc.assert(
      fc.property(chains, ({ initial, transitions, densities }) => {
        const { smoothed, logLikelihood, pathEntropy } = hmmDiagnostics.smoothedPath(
          { initial, transitions },
          logs(densities),
        );

        const oracle = bruteForce(initial, transitions, densities);
        expect(logLikelihood).toBeCloseTo(oracle.logLikelihood, 10);
        expect(pathEntropy).toBeCloseTo(oracle.pathEntropy, 8);
        oracle.marginals.flat().forEach((p, i) => {
          expect(smoothed[i]).toBeCloseTo(p, 10);
        });
      }),
    );
  });
});
