import { readFile } from 'node:fs/promises';
import { CreateDatasetSchema } from '@optaic/mlops/api';
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { contextOf } from '../../command-context.ts';

/** `optaic datasets create FILE` */
export function addCreateDataset(datasets: Command): void {
  datasets
    .command('create')
    .description('create a dataset from a JSON file: name, description, space and schema (columns, knowledge, …)')
    .argument('<file>', 'JSON file; optaic datasets inspect ROWS --schema-out FILE writes one to start from')
    .action(async (file: string, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new CliError(`${file} cannot be read: ${String(cause)}`, { cause });
      });
      const body = CreateDatasetSchema.parse(JSON.parse(text));
      const created = await connection.as('researcher').call('createDataset', { body });
      print(
        created,
        () => `created dataset ${created.name}; upload rows with: optaic datasets upload ${created.name} FILE`,
      );
    });
}
