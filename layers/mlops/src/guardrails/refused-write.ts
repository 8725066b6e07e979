import type { DatasetIssue } from '@optaic/mlops/data';
import type { ContractName, Finding } from './report.ts';
import { rowExamples } from './row-examples.ts';

type DatasetContract = Extract<ContractName, `dataset.${string}`>;

/** Which contract a rule of a write belongs to; what is not listed is about columns and their types. */
const CONTRACT_OF: Readonly<Record<string, DatasetContract>> = {
  'dataset.knowledge_before_event': 'dataset.pit',
  'dataset.knowledge_after_write': 'dataset.pit',
  'dataset.rows_before_high_water': 'dataset.backfill',
  'dataset.duplicate_key': 'dataset.quality',
  'dataset.not_finite': 'dataset.quality',
  'dataset.value_missing': 'dataset.quality',
};

/** The issues of a refused write as findings of the dataset contracts: errors in every space, since nothing was stored. */
export function findingsOfRefusal(issues: readonly DatasetIssue[]): Partial<Record<DatasetContract, Finding[]>> {
  const findings: Partial<Record<DatasetContract, Finding[]>> = {};
  for (const { code, count, message, rows } of issues) {
    const contract = CONTRACT_OF[code] ?? 'dataset.schema';
    const found: Finding = {
      contract,
      code,
      message,
      rows: count,
      value: count,
      limit: 0,
      examples: rowExamples(rows),
      severity: 'error',
    };
    findings[contract] = [...(findings[contract] ?? []), found];
  }
  return findings;
}
