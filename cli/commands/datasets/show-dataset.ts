import type { DatasetName } from '@optaic/mlops/base';
import { describeKnowledgeRule } from '@optaic/mlops/data/calendar';
import type { DatasetRecord, DatasetSchema } from '@optaic/mlops/registry/records';
import type { Command } from 'commander';
import { asDatasetName } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { formatTable } from '../../table.ts';

/** `optaic datasets show NAME` */
export function addShowDataset(datasets: Command): void {
  datasets
    .command('show')
    .description("show a dataset's schema, how its knowledge times are known, and what it promises")
    .argument('<name>', 'dataset', asDatasetName)
    .action(async (name: DatasetName, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const dataset = await connection.as('viewer').call('getDataset', { parameters: { name } });
      print(dataset, () => describeDataset(dataset));
    });
}

function describeDataset({ name, description, space, owner, latestVersion, createdAt, schema }: DatasetRecord): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['space', space],
    ['owner', owner],
    ['created', createdAt],
    ['versions', latestVersion === 0 ? `0; upload rows with: optaic datasets upload ${name} FILE` : `${latestVersion}`],
    ['knowledge', [schema.knowledgeGrade, schema.knowledgeRule].filter(Boolean).join(': ')],
    ['rule', schema.derivation && describeKnowledgeRule(schema.derivation)],
    ['scheduled', schema.scheduled ? 'yes: rows may be known before their event' : undefined],
    ['updated', describeFrequency(schema)],
    ['contracts', schema.contracts === undefined ? undefined : JSON.stringify(schema.contracts)],
  ];
  const lines = facts.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padEnd(9)}  ${value}`]));
  const columns = formatTable(
    ['column', 'role', 'type', 'may be missing'],
    schema.columns.map((column) => [column.name, column.role, column.type, column.nullable ? 'yes' : 'no']),
  );
  return [`${name}${description === '' ? '' : `: ${description}`}`, ...lines, '', columns].join('\n');
}

function describeFrequency({ updateFrequency }: DatasetSchema): string {
  if (updateFrequency === undefined) return 'no frequency stated, so it is never stale';
  const { every, calendar, graceDays } = updateFrequency;
  return `${every} on ${calendar} days, stale ${graceDays} business days after a due date`;
}
