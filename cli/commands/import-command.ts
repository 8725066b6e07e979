import type { CalendarDate, InstanceId, Instant } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import type { Command } from 'commander';
import { asAsOf, asColumn, asInstanceId } from '../argument-parsers.ts';
import { CliError } from '../cli-error.ts';
import { contextOf } from '../command-context.ts';
import { importModel } from '../import-model.ts';
import { createStatusLine } from '../status-line.ts';
import { waitForRun } from '../wait-for-run.ts';
import { withNotes } from '../with-notes.ts';

interface ImportOptions {
  readonly onnx: string;
  readonly instance: InstanceId;
  readonly asOf?: CalendarDate | Instant;
  readonly simulated?: boolean;
  readonly input?: string;
  readonly output?: string;
  readonly column?: number;
  readonly features?: string;
}

/** `optaic versions import --onnx FILE --instance INSTANCE --as-of TIME` */
export function addImportCommand(versions: Command): void {
  versions
    .command('import')
    .description('import a model that was trained elsewhere, as an ONNX file, through every gate of a training')
    .requiredOption('--onnx <file>', 'of scikit-learn, PyTorch, LightGBM, …')
    .requiredOption(
      '--instance <id>',
      'an instance of byo-onnx-signal-model, or of another definition that imports',
      asInstanceId,
    )
    .option('--as-of <time>', 'what was known when it was trained: it predicts nothing earlier; default now', asAsOf)
    .option('--simulated', 'a simulated clock: history, never an answer to what was live')
    .option('--input <name>', 'the input that takes the features; default: the only one, or one a feature')
    .option('--output <name>', 'the output that is the score; default: the only one of numbers, or the probabilities')
    .option(
      '--column <n>',
      'of an output with several numbers a row, from 0; default: 1 of two probabilities',
      asColumn,
    )
    .option('--features <names>', 'in the order that the model takes them, with commas; default: as the file says')
    .action(async (options: ImportOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('researcher');
      const { onnx: file, instance, asOf, simulated, input, output, column, features } = options;
      const declared = {
        clock: simulated ? ('simulated' as const) : ('live' as const),
        ...(asOf === undefined ? {} : { asOf }),
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(column === undefined ? {} : { column }),
        ...(features === undefined ? {} : { featureNames: features.split(',').map((name) => name.trim()) }),
      };
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      try {
        const started = await importModel(client, { instance, file, declared }, (text) => status.show(text));
        const run = await waitForRun(client, started.id, {
          onPoll: ({ id, status: state }) => status.show(`training run ${id} ${state}`),
        });
        status.clear();
        if (run.status !== 'completed') throw refused(run);
        const parameters = { instance, version: Number(run.result?.modelVersion) };
        const version = await client.call('getModelVersion', { parameters });
        print(version, () => {
          const next =
            version.stage === 'staging'
              ? `; promote it with: optaic promote ${instance} ${version.version} --reason TEXT`
              : '';
          const said = `imported ${file} as version ${version.version} of ${instance}, in stage ${version.stage}${next}`;
          return withNotes(said, version.guardrails.notes);
        });
      } finally {
        status.clear();
      }
    });
}

function refused({ id, status, error }: RunRecord): CliError {
  const code = error?.code === undefined ? '' : ` (${error.code})`;
  return new CliError(`training run ${id} ${status}: ${error?.message ?? 'no reason was recorded'}${code}`);
}
