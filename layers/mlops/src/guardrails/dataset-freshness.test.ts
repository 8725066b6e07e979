import { describe, expect, it } from 'vitest';
import { validateFreshness } from './dataset-freshness.ts';

describe('validateFreshness', () => {
  it('finds nothing when every input is ready', () => {
    expect(validateFreshness([{ dataset: 'prices', status: 'ready', reason: 'nothing is due' }])).toEqual([]);
    expect(validateFreshness([])).toEqual([]);
  });

  it('finds each input that is not, with what it has and what was due', () => {
    const findings = validateFreshness([
      { dataset: 'prices', status: 'stale', reason: 'an update is late', latest: '2020-01-02', due: '2020-01-06' },
      { dataset: 'index', status: 'not_initialized', reason: 'it has no version' },
    ]);

    expect(findings).toEqual([
      {
        contract: 'dataset.freshness',
        message: '"prices" is stale: an update is late',
        rows: 0,
        value: '2020-01-02',
        limit: '2020-01-06',
        examples: ['prices'],
      },
      {
        contract: 'dataset.freshness',
        message: '"index" is not initialized: it has no version',
        rows: 0,
        value: null,
        limit: null,
        examples: ['index'],
      },
    ]);
  });
});
