import { describe, expect, it } from 'vitest';
import { validateSchema } from './dataset-schema.ts';

describe('validateSchema', () => {
  it('accepts columns that are all there', () => {
    expect(validateSchema(['beta'], ['alpha', 'beta'])).toEqual([]);
  });

  it('names the columns that do not exist', () => {
    expect(validateSchema(['beta', 'gamma'], ['beta'])).toEqual([
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

  it('finds columns of another type, where a type is asked for', () => {
    const available = [{ name: 'momentum', type: 'string' }, 'value'];

    expect(validateSchema(['momentum', { name: 'value', type: 'double' }], available)).toEqual([]);
    expect(validateSchema([{ name: 'momentum', type: 'double' }], available)).toMatchObject([
      { value: 1, limit: 0, examples: ['momentum is string, not double'] },
    ]);
  });
});
