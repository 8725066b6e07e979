import { describe, expect, it } from 'vitest';
import { checkDatasetSchema } from './dataset-schema.ts';

describe('checkDatasetSchema', () => {
  it('accepts columns that are all there', () => {
    expect(checkDatasetSchema(['beta'], ['alpha', 'beta'])).toEqual([]);
  });

  it('names the columns that do not exist', () => {
    expect(checkDatasetSchema(['beta', 'gamma'], ['beta'])).toEqual([
      {
        contract: 'dataset.schema',
        message: '1 of 2 columns do not exist: gamma',
        rows: 0,
        value: 1,
        limit: 0,
        examples: ['gamma'],
      },
    ]);
  });
});
