import { InstanceIdSchema, parseAsOf, urn } from '@optaic/mlops/base';
import type { DatasetIssue } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { judgeFindings } from './judge-findings.ts';
import { findingsOfRefusal } from './refused-write.ts';

const issue = (code: DatasetIssue['code'], count = 1): DatasetIssue => ({
  code,
  count,
  message: `it is ${code}`,
  rows: [{ file: 2, row: 7, values: { entity: 'A' } }],
});

describe('findingsOfRefusal', () => {
  it('gives every issue to its contract, with its code, its rows and their places', () => {
    const findings = findingsOfRefusal([
      issue('dataset.wrong_type', 3),
      issue('dataset.knowledge_before_event'),
      issue('dataset.knowledge_after_write'),
      issue('dataset.rows_before_high_water'),
      issue('dataset.duplicate_key'),
    ]);

    expect(Object.entries(findings).map(([contract, found]) => [contract, found.length])).toEqual([
      ['dataset.schema', 1],
      ['dataset.pit', 2],
      ['dataset.backfill', 1],
      ['dataset.quality', 1],
    ]);
    expect(findings['dataset.schema']?.[0]).toEqual({
      contract: 'dataset.schema',
      code: 'dataset.wrong_type',
      message: 'it is dataset.wrong_type',
      rows: 3,
      value: 3,
      limit: 0,
      examples: ['file 2, row 7: entity A'],
      severity: 'error',
    });
  });

  it('blocks in every space', () => {
    const report = judgeFindings({
      gate: 'run.publish',
      subject: urn.instance(InstanceIdSchema.parse('Alpha')),
      space: 'personal',
      asOf: parseAsOf('2020-01-02'),
      findings: findingsOfRefusal([issue('dataset.rows_before_high_water')]),
    });

    expect(report.verdict).toBe('blocked');
  });
});
