import { readFile } from 'node:fs/promises';
import { CreateInstanceSchema, type OperationId } from '@optaic/mlops/api';
import type { CalendarDate, InstanceId, Instant, RunId } from '@optaic/mlops/base';
import type { RunRecord } from '@optaic/mlops/registry/records';
import type { Command } from 'commander';
import { asAsOf, asInstanceId, asPositiveInteger, asRunId } from '../argument-parsers.ts';
import { contextOf } from '../command-context.ts';
import { everyPage } from '../every-page.ts';
import { formatGuardrailReport } from '../format-guardrail-report.ts';
import { formatTable } from '../table.ts';
import { completedRun } from '../wait-for-run.ts';
import { formatWeeks, readWeeks } from '../weeks.ts';

interface StartOptions {
  readonly asOf?: CalendarDate | Instant;
  readonly simulated?: boolean;
  readonly modelVersion?: number;
  readonly seed?: number;
}

const STARTS = {
  train: { operation: 'startTraining', description: 'train a new version of an instance' },
  infer: { operation: 'startInference', description: 'predict with the production version and publish the signal' },
  monitor: { operation: 'startMonitoring', description: 'check drift and realised performance' },
} as const satisfies Record<string, { operation: OperationId; description: string }>;

function describeRun({ kind, id, status, result, error }: RunRecord): string {
  const outcome = error ? `: ${error.name} ${error.message}` : `\n${JSON.stringify(result ?? {}, null, 2)}`;
  return `${kind} run ${id} ${status}${outcome}`;
}

function addStart(program: Command, name: keyof typeof STARTS): void {
  const { operation, description } = STARTS[name];
  const command = program
    .command(name)
    .description(description)
    .argument('<instance>', 'instance', asInstanceId)
    .option('--as-of <time>', 'what may be known: a date (its end, UTC) or an instant; default now', asAsOf)
    .option('--simulated', 'a simulated clock: history, never an answer to what was live');
  if (name === 'train') command.option('--seed <n>', 'overrides the instance’s seed', asPositiveInteger);
  if (name === 'infer') command.option('--model-version <n>', 'default: the production version', asPositiveInteger);
  command.action(async (instance: InstanceId, options: StartOptions, self: Command) => {
    const { connection, print } = contextOf(self);
    const client = connection.as('researcher');
    const started = await client.call(operation, {
      parameters: { instance },
      body: {
        clock: options.simulated ? 'simulated' : 'live',
        ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(options.modelVersion === undefined ? {} : { modelVersion: options.modelVersion }),
      },
    });
    const run = await completedRun(client, started.id);
    print(run, () => describeRun(run));
  });
}

/** `instances`, `create-instance`, `train`, `infer`, `monitor`, `runs`, `run`, `guardrails`, `weeks`, `alerts`. */
export function addRunCommands(program: Command): void {
  program
    .command('instances')
    .description('list the model instances')
    .action(async (_options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) => client.call('listInstances', { query: { nextToken } }));
      print(items, () =>
        formatTable(
          ['instance', 'definition', 'space', 'status', 'production', 'versions', 'back-test of'],
          items.map((item) => [
            item.id,
            `${item.definition.name}@${item.definition.version}`,
            item.space,
            item.status,
            item.activeVersion === undefined ? '–' : String(item.activeVersion),
            String(item.latestVersion),
            item.backtest?.of ?? '–',
          ]),
        ),
      );
    });

  program
    .command('create-instance')
    .description('create a model instance from a JSON file')
    .argument('<file>', 'JSON file')
    .action(async (file: string, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const body = CreateInstanceSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      const created = await connection.as('researcher').call('createInstance', { body });
      print(created, () => `created instance ${created.id}`);
    });

  for (const name of ['train', 'infer', 'monitor'] as const) addStart(program, name);

  program
    .command('runs')
    .description("list an instance's runs, newest first")
    .argument('<instance>', 'instance', asInstanceId)
    .action(async (instance: InstanceId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const lists = ['listTrainingRuns', 'listInferenceRuns', 'listMonitoringRuns', 'listEvaluationRuns'] as const;
      const runs: RunRecord[] = [];
      for (const list of lists) {
        runs.push(
          ...(await everyPage((nextToken) => client.call(list, { parameters: { instance }, query: { nextToken } }))),
        );
      }
      runs.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
      print(runs, () =>
        formatTable(
          ['run', 'kind', 'mode', 'status', 'as of', 'cause', 'created'],
          runs.map((run) => [
            run.id,
            run.kind,
            run.mode,
            run.status,
            run.asOf.slice(0, 10),
            run.cause.kind,
            run.createdAt,
          ]),
        ),
      );
    });

  program
    .command('run')
    .description('show a run')
    .argument('<id>', 'run', asRunId)
    .action(async (id: RunId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const run = await connection.as('viewer').call('getRun', { parameters: { run: id } });
      print(run, () => describeRun(run));
    });

  program
    .command('guardrails')
    .description('show what the guardrails said of a run: every issue with its rows, value and limit')
    .argument('<id>', 'ingest, training or inference run', asRunId)
    .action(async (id: RunId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const report = await connection.as('viewer').call('getGuardrailReport', { parameters: { run: id } });
      print(report, () => formatGuardrailReport(report));
    });

  program
    .command('weeks')
    .description('show each prediction with its drift, realised rank IC and alert')
    .argument('<instance>', 'instance', asInstanceId)
    .action(async (instance: InstanceId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const weeks = await readWeeks(connection.as('viewer'), instance);
      print(weeks, () => formatWeeks(weeks));
    });

  program
    .command('alerts')
    .description("list an instance's alerts")
    .argument('<instance>', 'instance', asInstanceId)
    .action(async (instance: InstanceId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) =>
        client.call('listAlerts', { parameters: { instance }, query: { nextToken } }),
      );
      print(items, () =>
        formatTable(
          ['opened', 'rule', 'severity', 'status', 'resolved', 'message'],
          items.map((item) => [
            item.openedAsOf,
            item.rule,
            item.severity,
            item.status,
            item.resolvedAsOf ?? '–',
            item.message,
          ]),
        ),
      );
    });
}
