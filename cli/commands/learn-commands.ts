import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { asPositiveInteger } from '../argument-parsers.ts';
import { printerOf } from '../command-context.ts';
import { type LearnResult, learnGbdt } from '../learn/learn-gbdt.ts';
import { createStatusLine } from '../status-line.ts';

interface GbdtOptions {
  readonly data: string;
  readonly label: string;
  readonly params?: string;
  readonly out: string;
  readonly group?: string;
  readonly weight?: string;
  readonly validation?: string;
  readonly ignore: string[];
  readonly contributions: boolean;
  readonly threads: number;
}

/** `optaic learn …`: the learners on their own, without a system. */
export function addLearnCommands(program: Command): void {
  const learn = program.command('learn').description('train a learner on a file of rows; needs no system');
  learn
    .command('gbdt')
    .description("gradient-boosted trees: XGBoost's parameters and model file, ONNX, predictions, importances")
    .requiredOption('--data <file>', 'rows to learn from: CSV, Parquet or NDJSON; every other column is a feature')
    .requiredOption('--label <column>', 'what to learn')
    .option('--params <file>', "JSON object of parameters under XGBoost's names, default: XGBoost's defaults")
    .requiredOption('--out <directory>', 'where the results are written; made when absent')
    .option('--group <column>', 'the group of each row, such as its date; ranking objectives need it')
    .option('--weight <column>', 'how much each row counts')
    .option('--validation <file>', 'rows to watch and never learn from; early stopping needs it')
    .option('--ignore <columns...>', 'columns that are no features', [])
    .option('--contributions', 'also write what each feature adds to each prediction', false)
    .option('--threads <n>', 'threads; the model is the same with any', asPositiveInteger, availableParallelism())
    .action(async (options: GbdtOptions, command: Command) => {
      const print = printerOf(command);
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      const { ignore, ...request } = options;
      const result = await learnGbdt({
        ...request,
        ignored: ignore,
        version: ownVersion(),
        onRound: ({ round, rounds, losses }) => status.show(`round ${round} of ${rounds}: ${describeLosses(losses)}`),
      }).finally(() => status.clear());
      print(result, () => describeResult(result));
    });
}

function describeResult({ objective, rows, features, rounds, metrics, files, bestIteration }: LearnResult): string {
  const stopped = bestIteration === undefined ? '' : ' up to the best on the validation rows';
  return [
    `${objective}: ${rounds} rounds${stopped} on ${rows} rows of ${features} features`,
    `after the last round: ${describeLosses(metrics)}`,
    ...files.map((file) => `wrote ${file}`),
  ].join('\n');
}

function describeLosses(losses: Readonly<Record<string, number>>): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toPrecision(5)}`)
    .join(', ');
}

function ownVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.version;
}
