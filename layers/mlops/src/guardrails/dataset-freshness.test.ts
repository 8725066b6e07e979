import { DatasetNameSchema, parseAsOf } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { validateFreshness } from './dataset-freshness.ts';

const PRICES = DatasetNameSchema.parse('prices');
const INDEX = DatasetNameSchema.parse('index');

describe('validateFreshness', () => {
  it('finds nothing when every input is ready', () => {
    expect(validateFreshness([{ dataset: PRICES, status: 'ready', reason: 'nothing is due' }])).toEqual([]);
    expect(validateFreshness([])).toEqual([]);
  });

  it('finds each input that is not, with what it has and what was due', () => {
    const findings = validateFreshness([
      {
        dataset: PRICES,
        status: 'stale',
        reason: 'an update is late',
        lastEvent: parseAsOf('2020-01-02'),
        dueBy: parseAsOf('2020-01-06'),
      },
      { dataset: INDEX, status: 'not_initialized', reason: 'no row is known' },
    ]);

    expect(findings).toEqual([
      {
        contract: 'dataset.freshness',
        message: '"prices" is stale: an update is late',
        rows: 0,
        value: '2020-01-02T23:59:59.999Z',
        limit: '2020-01-06T23:59:59.999Z',
        examples: ['prices'],
      },
      {
        contract: 'dataset.freshness',
        message: '"index" is not initialized: no row is known',
        rows: 0,
        value: null,
        limit: null,
        examples: ['index'],
      },
    ]);
  });

  it('says that an input is in error', () => {
    const [finding] = validateFreshness([{ dataset: PRICES, status: 'error', reason: 'its newest write failed' }]);

    expect(finding?.message).toBe('"prices" is in error: its newest write failed');
  });
});
