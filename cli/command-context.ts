import type { Command } from 'commander';
import { type Connection, connect } from './connection.ts';

interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly runtime: string;
  readonly json?: boolean;
}

/** What every command works with. */
export interface CommandContext {
  readonly connection: Connection;
  /** Prints the text, or the value as JSON with --json. */
  print(value: unknown, text: () => string): void;
}

/** Prints a value as JSON with --json, else as a text: all that a command needs which works without a system. */
export function printerOf(command: Command): CommandContext['print'] {
  const { json } = command.optsWithGlobals<GlobalOptions>();
  return (value, text) => console.log(json ? JSON.stringify(value, null, 2) : text());
}

/** Reads the options that every command shares. */
export function contextOf(command: Command): CommandContext {
  const { url, token, runtime } = command.optsWithGlobals<GlobalOptions>();
  return {
    connection: connect({
      runtimeFile: runtime,
      ...(url === undefined ? {} : { url }),
      ...(token === undefined ? {} : { token }),
    }),
    print: printerOf(command),
  };
}
