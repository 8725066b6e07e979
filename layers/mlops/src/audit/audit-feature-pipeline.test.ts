import { describe, expect, it } from 'vitest';
import { auditFeaturePipeline } from './audit-feature-pipeline.ts';
import { CLEAN_PIPELINES } from './fixtures/clean-pipelines.ts';
import { generatedTables } from './fixtures/generated-tables.ts';
import { LEAKY_PIPELINES } from './fixtures/leaky-pipelines.ts';
import { leakFindings } from './leak-report.ts';

const TABLES = generatedTables(3);

describe('auditFeaturePipeline', () => {
  it.each(LEAKY_PIPELINES.map((leaky) => [leaky.name, leaky] as const))(
    'refuses a pipeline with a %s',
    async (_, { pipeline, code, says }) => {
      const report = await auditFeaturePipeline(pipeline, TABLES);

      const found = leakFindings(report).filter((finding) => finding.code === code);
      expect(found.map(({ message }) => message).join()).toMatch(says);
    },
  );

  it.each(Object.entries(CLEAN_PIPELINES))('lets %s pass', async (_, pipeline) => {
    const report = await auditFeaturePipeline(pipeline, TABLES);

    expect(leakFindings(report)).toEqual([]);
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(Array(4).fill('passed'));
  });
});
