import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parseJson } from '../json.ts';
import { RuntimeError, systemCode } from '../runtime-error.ts';

const SQLITE_FULL = 13;
const SQLITE_BUSY = 5;
/** Read-only, cannot open, permission denied. */
const SQLITE_NOT_WRITABLE = new Set([3, 8, 14]);

/**
 * The runtime's own state in one directory: one small SQLite file, whose lock also keeps a second runtime out.
 * The lock is the system's, so a killed runtime leaves none behind; what was committed outlives the kill.
 */
export class StateStore {
  readonly path: string;
  readonly #database: DatabaseSync;

  /**
   * @throws {RuntimeError} `runtime.state_not_writable`, `runtime.state_full` or `runtime.already_running`.
   */
  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, 0o700);
      accessSync(path, constants.W_OK);
      this.#database = new DatabaseSync(join(path, 'runtime.sqlite'));
      // synchronous=OFF: a killed process loses nothing, only a power cut could.
      this.#database.exec(
        `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
         CREATE TABLE IF NOT EXISTS probe (bytes BLOB); INSERT INTO probe VALUES (zeroblob(1048576)); DELETE FROM probe;`,
      );
      chmodSync(join(path, 'runtime.sqlite'), 0o600);
    } catch (error) {
      throw stateFailure(path, error);
    }
  }

  /** A named table of JSON values by key. */
  table<T>(name: string): StateTable<T> {
    if (!/^[a-z_]+$/.test(name)) throw new TypeError(`no table name: ${name}`);
    return new StateTable<T>(this.#database, name, this.path);
  }

  close(): void {
    this.#database.close();
  }
}

/** Values are what this class itself wrote, so they are read back as the type they were written with. */
export class StateTable<T> {
  readonly #path: string;
  readonly #set: StatementSync;
  readonly #get: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  constructor(database: DatabaseSync, name: string, path: string) {
    this.#path = path;
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${name} (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, value TEXT)`,
    );
    this.#set = database.prepare(
      `INSERT INTO ${name} (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.#get = database.prepare(`SELECT value FROM ${name} WHERE key = ?`);
    this.#delete = database.prepare(`DELETE FROM ${name} WHERE key = ?`);
    this.#all = database.prepare(`SELECT key, value FROM ${name} ORDER BY sequence`);
  }

  set(key: string, value: T): void {
    try {
      this.#set.run(key, JSON.stringify(value));
    } catch (error) {
      throw stateFailure(this.#path, error);
    }
  }

  find(key: string): T | undefined {
    const value = this.#get.get(key)?.value;
    return typeof value === 'string' ? (parseJson(value) as T) : undefined;
  }

  delete(key: string): void {
    try {
      this.#delete.run(key);
    } catch (error) {
      throw stateFailure(this.#path, error);
    }
  }

  /** Every entry, oldest key first. */
  entries(): [key: string, value: T][] {
    return this.#all.all().map(({ key, value }) => [String(key), parseJson(String(value)) as T]);
  }
}

/** What to tell when the state could not be opened or written; an error of another kind comes back as it is. */
export function stateFailure(path: string, error: unknown): unknown {
  if (error instanceof RuntimeError) return error;
  const system = systemCode(error);
  const sqlite = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
  if (sqlite === SQLITE_BUSY) {
    return new RuntimeError(
      'runtime.already_running',
      `another runtime uses the state directory ${path}; stop it, or choose another directory`,
      { cause: error },
    );
  }
  if (system === 'ENOSPC' || system === 'EDQUOT' || sqlite === SQLITE_FULL) {
    return new RuntimeError('runtime.state_full', `the disk under ${path} is full; free some space and start again`, {
      cause: error,
    });
  }
  // SQLite's errors have a system code too, ERR_SQLITE_ERROR, which tells nothing.
  if (SQLITE_NOT_WRITABLE.has(sqlite) || (system !== undefined && !system.startsWith('ERR_'))) {
    return new RuntimeError(
      'runtime.state_not_writable',
      `the state directory ${path} cannot be written; check its owner, mode and file system`,
      { cause: error },
    );
  }
  return error;
}
