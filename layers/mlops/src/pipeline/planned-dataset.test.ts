import { DatasetNameSchema } from '@optaic/mlops/base';
import type { KnowledgeGrade } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { type PlannedDataset, plannedDataset, requireGrade, weakestGrade } from './planned-dataset.ts';

function dataset(name: string, knowledgeGrade: KnowledgeGrade): PlannedDataset {
  return {
    name: DatasetNameSchema.parse(name),
    version: 1,
    manifestKey: `${name}.json`,
    schema: { columns: [], knowledgeGrade, scheduled: false },
  };
}

describe('weakestGrade', () => {
  it.each([
    [['observed', 'observed'], 'observed'],
    [['observed', 'derived'], 'derived'],
    [['derived', 'assumed', 'observed'], 'assumed'],
  ] as const)('of %j is %s', (grades, weakest) => {
    expect(weakestGrade(grades.map((grade, index) => dataset(`d${index}`, grade)))).toBe(weakest);
  });
});

describe('requireGrade', () => {
  it('refuses assumed knowledge times in an official space only, and names the datasets', () => {
    const datasets = [dataset('prices', 'assumed'), dataset('filings', 'observed')];

    expect(() => requireGrade('official', datasets)).toThrow(/knowledge times of prices are assumed/);
    expect(() => requireGrade('team', datasets)).not.toThrow();
    expect(() => requireGrade('official', [dataset('filings', 'derived')])).not.toThrow();
  });
});

describe('plannedDataset', () => {
  it('fails for a name that the plan does not pin', () => {
    const datasets = [dataset('prices', 'assumed')];

    expect(plannedDataset(datasets, DatasetNameSchema.parse('prices'))).toBe(datasets[0]);
    expect(() => plannedDataset(datasets, DatasetNameSchema.parse('other'))).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'dataset.not_planned' }),
    );
  });
});
