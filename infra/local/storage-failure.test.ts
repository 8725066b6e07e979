import { describe, expect, it } from 'vitest';
import { isStorageFull, storageFailure, unexpectedMessage } from './storage-failure.ts';

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

describe('unexpectedMessage', () => {
  it('tells of a full disk in one line, and of nothing else', () => {
    const told: string[] = [];
    const message = unexpectedMessage(wrapped('ENOSPC'), '.local', (line) => told.push(line));

    expect(message).toBe('the disk that holds .local is full: free some space, then try again');
    expect(unexpectedMessage(new TypeError('bug'), '.local', (line) => told.push(line))).toBe('TypeError: bug');
    expect(told).toEqual([message]);
  });
});
