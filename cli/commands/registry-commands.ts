import type { ActivityEnvelope } from '@optaic/mlops/activity';
import type { CalendarDate, InstanceId, Instant, Urn } from '@optaic/mlops/base';
import { type Command, Option } from 'commander';
import { asAsOf, asInstanceId, asPositiveInteger, asUrn } from '../argument-parsers.ts';
import { contextOf } from '../command-context.ts';
import { everyPage } from '../every-page.ts';
import { formatVersionMetrics, formatVersions } from '../format-versions.ts';
import { formatTable } from '../table.ts';
import { withNotes } from '../with-notes.ts';
import { addImportCommand } from './import-command.ts';

const MOVES = {
  promote: { operation: 'promoteModelVersion', description: 'promote a staging version to production' },
  rollback: { operation: 'rollbackModelVersion', description: 'return an archived version to production' },
  reject: { operation: 'rejectModelVersion', description: 'archive a staging version' },
} as const;

interface MoveOptions {
  readonly reason: string;
  readonly effectiveAsOf?: CalendarDate | Instant;
}

function addMove(program: Command, name: keyof typeof MOVES): void {
  const { operation, description } = MOVES[name];
  program
    .command(name)
    .description(description)
    .argument('<instance>', 'instance', asInstanceId)
    .argument('<version>', 'model version', asPositiveInteger)
    .requiredOption('--reason <text>', 'why; kept in the promotion history')
    .option('--effective-as-of <time>', 'when it takes effect on the instance’s clock; default now', asAsOf)
    .action(async (instance: InstanceId, version: number, options: MoveOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const moved = await connection.as('approver').call(operation, {
        parameters: { instance, version },
        body: {
          reason: options.reason,
          ...(options.effectiveAsOf === undefined ? {} : { effectiveAsOf: options.effectiveAsOf }),
        },
      });
      print(moved, () => `${instance} version ${moved.version} is now ${moved.stage}`);
    });
}

interface ActivityOptions {
  readonly resource?: Urn;
  readonly correlation?: string;
}

interface LineageOptions {
  readonly direction: 'upstream' | 'downstream' | 'both';
  readonly depth: number;
}

/** `definitions`, `versions`, `versions import`, `promote`, `rollback`, `reject`, `lineage`, `activities`. */
export function addRegistryCommands(program: Command): void {
  program
    .command('definitions')
    .description('list the registered definitions')
    .action(async (_options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) => client.call('listDefinitions', { query: { nextToken } }));
      print(items, () =>
        formatTable(
          ['definition', 'category', 'usable', 'digest', 'problems'],
          items.map((item) => [
            `${item.name}@${item.version}`,
            item.category,
            item.usable ? 'yes' : 'no',
            item.digest.slice(0, 16),
            item.problems.join('; '),
          ]),
        ),
      );
    });

  const versions = program
    .command('versions')
    .description("list an instance's model versions")
    .argument('<instance>', 'instance', asInstanceId)
    .option('--metrics', 'every metric of every version, by name')
    .action(async (instance: InstanceId, { metrics }: { metrics?: boolean }, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) =>
        client.call('listModelVersions', { parameters: { instance }, query: { nextToken } }),
      );
      print(items, () => {
        const table = metrics ? formatVersionMetrics(items) : formatVersions(items);
        // The newest version is first: what was known last of its universe is what has to be said.
        return withNotes(table, items[0]?.guardrails.notes);
      });
    });
  addImportCommand(versions);

  for (const name of ['promote', 'rollback', 'reject'] as const) addMove(program, name);

  program
    .command('lineage')
    .description('trace what something was made from, or what was made from it')
    .argument('<urn>', 'dataset:NAME@1, model:INSTANCE@1, run:ID, …', asUrn)
    .addOption(new Option('--direction <which>').choices(['upstream', 'downstream', 'both']).default('upstream'))
    .option('--depth <n>', 'steps', asPositiveInteger, 5)
    .action(async (urn: Urn, options: LineageOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const graph = await connection.as('viewer').call('traceLineage', { parameters: { urn }, query: { ...options } });
      print(graph, () =>
        formatTable(
          ['from', 'edge', 'to'],
          graph.edges.map(({ from, kind, to }) => [from, kind, to]),
        ),
      );
    });

  program
    .command('activities')
    .description('list activities: all, of one resource, or of one correlation')
    .option('--resource <urn>', 'only of this resource', asUrn)
    .option('--correlation <id>', 'only of this run')
    .action(async (options: ActivityOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const query = {
        ...(options.resource === undefined ? {} : { resource: options.resource }),
        ...(options.correlation === undefined ? {} : { correlationId: options.correlation }),
      };
      const items: ActivityEnvelope[] = await everyPage((nextToken) =>
        client.call('listActivities', { query: { ...query, nextToken } }),
      );
      print(items, () =>
        formatTable(
          ['at', 'action', 'resource', 'sequence', 'actor'],
          items.map((item) => [item.occurredAt, item.action, item.resource, String(item.sequence), item.actor.id]),
        ),
      );
    });
}
