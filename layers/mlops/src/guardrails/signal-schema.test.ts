import { describe, expect, it } from 'vitest';
import { checkSignalSchema } from './signal-schema.ts';
import { predictionsOf } from './test-predictions.ts';

describe('checkSignalSchema', () => {
  it('accepts complete rows without repetition', () => {
    expect(checkSignalSchema(predictionsOf(['A', '2020-01-03', 0], ['A', '2020-01-10', 0]))).toEqual([]);
  });

  it('refuses an empty result', () => {
    expect(checkSignalSchema(predictionsOf())).toMatchObject([{ message: 'there is no prediction at all' }]);
  });

  it('refuses columns of other lengths', () => {
    const predictions = { ...predictionsOf(['A', '2020-01-03', 0]), signal: new Float32Array(2) };

    expect(checkSignalSchema(predictions)).toMatchObject([{ message: 'column signal has 2 values for 1 rows' }]);
  });

  it('counts rows without entity, decision time or signal', () => {
    const predictions = predictionsOf(
      ['', '2020-01-03', 0],
      ['B', 'never', 0],
      ['C', '2020-01-03', Number.NaN],
      ['D', '2020-01-03', 0],
    );

    expect(checkSignalSchema(predictions)).toMatchObject([
      { contract: 'signal.schema', rows: 3, examples: [' 2020-01-03', 'B ?', 'C 2020-01-03'] },
    ]);
  });

  it('counts repeated keys', () => {
    const predictions = predictionsOf(['A', '2020-01-03', 0], ['A', '2020-01-03', 0.5]);

    expect(checkSignalSchema(predictions)).toMatchObject([
      { message: '1 of 2 rows repeat an entity and decision time', examples: ['A 2020-01-03'] },
    ]);
  });
});
