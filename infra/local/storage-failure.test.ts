import { describe, expect, it } from 'vitest';
import { isStorageFull, storageFailure } from './storage-failure.ts';

const wrapped = (code: string) => new Error('put failed', { cause: Object.assign(new Error('write'), { code }) });

describe('storageFailure', () => {
  it('finds a full or read-only disk behind the error that it caused', () => {
    expect(storageFailure(wrapped('ENOSPC'))).toBe('full');
    expect(storageFailure(wrapped('EROFS'))).toBe('read-only');
    expect(storageFailure(new Error('IO error: x.log: No space left on device'))).toBe('full');
    expect(isStorageFull(wrapped('EDQUOT'))).toBe(true);
  });

  it('finds nothing in any other error', () => {
    expect(storageFailure(wrapped('ENOENT'))).toBeUndefined();
    expect(storageFailure('ENOSPC')).toBeUndefined();
  });
});
