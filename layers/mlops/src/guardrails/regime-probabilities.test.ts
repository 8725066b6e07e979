import { describe, expect, it } from 'vitest';
import type { Predictions } from './predictions.ts';
import { checkRegimeProbabilities } from './regime-probabilities.ts';

function regimes(columns: Readonly<Record<string, readonly number[]>>): Predictions {
  const rows = Object.values(columns)[0]?.length ?? 1;
  return {
    rows,
    entity: new Array(rows).fill('MARKET'),
    decisionTime: Float64Array.from({ length: rows }, (_, day) => Date.parse('2020-01-02') + day * 86_400_000),
    score: new Float32Array(rows),
    signal: new Float32Array(rows),
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float32Array.from(values)])),
  };
}

describe('checkRegimeProbabilities', () => {
  it('passes distributions that are one in sum but for float32, and their likeliest label', () => {
    const third = 1 / 3;
    const predictions = regimes({
      probability_0: [0.7, third],
      probability_1: [0.2, third],
      probability_2: [0.1, third],
      forecast_0: [0.6, 0.1],
      forecast_1: [0.3, 0.2],
      forecast_2: [0.1, 0.7],
      label: [0, 2],
    });

    expect(checkRegimeProbabilities(predictions)).toEqual([]);
  });

  it.each([
    ['no probabilities', { label: [0] }, /0 columns probability_0/],
    ['one regime', { probability_0: [1], label: [0] }, /1 columns/],
    ['a sum that is not one', { probability_0: [0.6], probability_1: [0.3], label: [0] }, /off by 0\.0999/],
    ['a negative one', { probability_0: [1.2], probability_1: [-0.2], label: [0] }, /1 of 1 rows have probability_0/],
    ['a missing one', { probability_0: [Number.NaN], probability_1: [1], label: [1] }, /off by NaN/],
    [
      'fewer forecasts than regimes',
      { probability_0: [1], probability_1: [0], forecast_0: [1], label: [0] },
      /1 columns forecast_k for 2 regimes/,
    ],
    ['no label', { probability_0: [1], probability_1: [0] }, /no column label/],
    ['another label', { probability_0: [0.9], probability_1: [0.1], label: [1] }, /1 of 1 labels/],
    ['a label of no regime', { probability_0: [0.9], probability_1: [0.1], label: [2] }, /1 of 1 labels/],
  ])('finds %s', (_, columns: Record<string, number[]>, message) => {
    const findings = checkRegimeProbabilities(regimes(columns));

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ contract: 'regime.probabilities', message: expect.stringMatching(message) });
  });

  it('names the rows', () => {
    const [finding] = checkRegimeProbabilities(
      regimes({ probability_0: [0.5, 0.5], probability_1: [0.5, 0.4], label: [1, 0] }),
    );

    expect(finding).toMatchObject({ rows: 1, examples: ['MARKET 2020-01-03'], limit: 1e-5 });
  });
});
