import { describe, expect, it } from 'vitest';
import { lambdaScratch } from './lambda-scratch.ts';

describe('lambdaScratch', () => {
  it('takes the memory from what Lambda says of the function', () => {
    expect(lambdaScratch({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' }, '/tmp')).toEqual({
      directory: '/tmp',
      memorySizeMiB: 1_024,
    });
    expect(lambdaScratch({}, '/tmp')).toEqual({ directory: '/tmp' });
  });
});
