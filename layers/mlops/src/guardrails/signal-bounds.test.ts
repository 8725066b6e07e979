import { describe, expect, it } from 'vitest';
import { checkSignalBounds, SignalBoundsConfigSchema } from './signal-bounds.ts';
import { predictionsOf } from './test-predictions.ts';

describe('checkSignalBounds', () => {
  it('accepts the bounds themselves', () => {
    expect(checkSignalBounds(predictionsOf(['A', '2020-01-03', -1], ['B', '2020-01-03', 1]))).toEqual([]);
  });

  it('names the rows outside, the furthest value and the limit', () => {
    const predictions = predictionsOf(['A', '2020-01-03', -1.25], ['B', '2020-01-03', 0], ['C', '2020-01-03', 1.5]);

    expect(checkSignalBounds(predictions)).toEqual([
      {
        contract: 'signal.bounds',
        message: '2 of 3 signals are outside [-1, 1], the furthest is 1.5',
        rows: 2,
        value: 1.5,
        limit: '[-1, 1]',
        examples: ['A 2020-01-03', 'C 2020-01-03'],
      },
    ]);
  });

  it('counts every row outside and shows ten', () => {
    const rows = Array.from({ length: 25 }, (_, index) => [`E${index}`, '2020-01-03', 2] as const);

    const [finding] = checkSignalBounds(predictionsOf(...rows));

    expect(finding).toMatchObject({ rows: 25 });
    expect(finding?.examples).toHaveLength(10);
  });

  it('takes other bounds', () => {
    const config = SignalBoundsConfigSchema.parse({ minimum: 0 });

    expect(checkSignalBounds(predictionsOf(['A', '2020-01-03', -0.5]), config)).toHaveLength(1);
    expect(() => SignalBoundsConfigSchema.parse({ minimum: 2 })).toThrow('minimum must be below maximum');
  });
});
