/** Where the runtime says what it does. Messages are one line; a terminal or a file is the caller's choice. */
export interface RuntimeLogger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silentLogger: RuntimeLogger = { info() {}, warn() {}, error() {} };
