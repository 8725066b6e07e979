import { ApiError } from '@optaic/mlops/api';
import { Command } from 'commander';
import { ZodError, z } from 'zod';
import { CliError } from './cli-error.ts';
import { addAuditCommands } from './commands/audit-commands.ts';
import { addBacktestCommands } from './commands/backtest-commands.ts';
import { addDatasetCommands } from './commands/dataset-commands.ts';
import { addLearnCommands } from './commands/learn-commands.ts';
import { addRegistryCommands } from './commands/registry-commands.ts';
import { addRunCommands } from './commands/run-commands.ts';

function describe(error: unknown): string {
  if (error instanceof ApiError) return `${error.message} (${error.code})`;
  if (error instanceof CliError) return error.message;
  if (error instanceof ZodError) return z.prettifyError(error);
  if (error instanceof SyntaxError) return `not JSON: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const program = new Command('optaic')
  .description('Train, promote, serve and monitor models under governance.')
  .option('--url <url>', 'the API, default: the embedded system of this folder', process.env.OPTAIC_URL)
  .option('--token <token>', 'bearer token, default: OPTAIC_TOKEN', process.env.OPTAIC_TOKEN)
  .option('--runtime <file>', "the embedded system's file", '.local/runtime.json')
  .option('--json', 'print JSON');
addDatasetCommands(program);
addRunCommands(program);
addRegistryCommands(program);
addAuditCommands(program);
addLearnCommands(program);
addBacktestCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`error: ${describe(error)}`);
  process.exitCode = 1;
}
