const FULL = /ENOSPC|EDQUOT|no space left|disk quota exceeded/i;
const READ_ONLY = /EROFS|EACCES|EPERM|read-only file system|permission denied/i;

export type StorageFailure = 'full' | 'read-only';

/** Why the state directory refuses writes; undefined when the error has another reason. Looks through `cause`. */
export function storageFailure(error: unknown): StorageFailure | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = 'code' in current ? String(current.code) : '';
    const text = `${code} ${current.message}`;
    if (FULL.test(text)) return 'full';
    if (READ_ONLY.test(text)) return 'read-only';
  }
  return undefined;
}

export const isStorageFull = (error: unknown): boolean => storageFailure(error) === 'full';

/** One line for a person; the reason and what to do. */
export function storageFailureMessage(failure: StorageFailure, directory: string): string {
  return failure === 'full'
    ? `the disk that holds ${directory} is full: free some space, then try again`
    : `${directory} is read-only: make it writable, then try again`;
}

/** Told, in one line for a person, when the state directory refuses a write; the caller of the service gets a 500. */
export type OnStorageFailure = (message: string) => void;

/** What to answer for an error that no service throws on purpose. */
export function unexpectedMessage(error: unknown, directory: string, onStorageFailure?: OnStorageFailure): string {
  const failure = storageFailure(error);
  if (failure === undefined) return String(error);
  const message = storageFailureMessage(failure, directory);
  onStorageFailure?.(message);
  return message;
}
