/** An error whose message is all the user needs; printed without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
