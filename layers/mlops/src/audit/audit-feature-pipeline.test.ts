import { describe, expect, it } from 'vitest';
import { auditFeaturePipeline } from './audit-feature-pipeline.ts';
import type { FeaturePipeline } from './feature-pipeline.ts';
import { CLEAN_PIPELINES } from './fixtures/clean-pipelines.ts';
import { CALENDAR, CLOSE_MS, generatedTables } from './fixtures/generated-tables.ts';
import { LEAKY_PIPELINES } from './fixtures/leaky-pipelines.ts';
import { fixturePipeline } from './fixtures/pipeline-fixture.ts';
import { leakFindings } from './leak-report.ts';

const TABLES = generatedTables(3);
const passed = (count: number) => Array.from({ length: count }, () => 'passed');

describe('auditFeaturePipeline', () => {
  it.each(LEAKY_PIPELINES.map((leaky) => [leaky.name, leaky.code, leaky] as const))(
    'refuses a pipeline with a %s as %s, and says why',
    async (_, code, { pipeline, says }) => {
      const report = await auditFeaturePipeline(pipeline, TABLES);

      const found = leakFindings(report).filter((finding) => finding.code === code);
      expect(found.map(({ message }) => message)).toContainEqual(expect.stringMatching(says));
    },
  );

  it.each(Object.entries(CLEAN_PIPELINES))('lets %s pass', async (_, pipeline) => {
    const report = await auditFeaturePipeline(pipeline, TABLES);

    expect(leakFindings(report)).toEqual([]);
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(passed(4));
  });

  it('looks at the cutoffs it is given', async () => {
    const cutoffs = [CALENDAR[60] + CLOSE_MS];

    const report = await auditFeaturePipeline(CLEAN_PIPELINES['no label yet'], TABLES, { cutoffs });

    const date = new Date(CALENDAR[60]).toISOString().slice(0, 10);
    expect(report.checks.slice(0, 2).map(({ cutDates }) => cutDates)).toEqual([[date], [date]]);
  });

  it('finds rows that move only when history is restated', async () => {
    // The latest revision of the fundamentals known a day after the decision: what came on that day is seen too early.
    const early = fixturePipeline({
      features: {
        earnings: ({ tables, entity, decisionTime }) =>
          tables.fundamentals.findLast((row) => row.entity === entity && row.knowledgeTime <= decisionTime + 86_400_000)
            ?.values.earnings ?? Number.NaN,
      },
    });

    const report = await auditFeaturePipeline(early, TABLES);

    expect(leakFindings(report).map(({ code }) => code)).toContain('leak.shuffled_future');
  });

  it('finds labels that were known at their decision', async () => {
    const past = fixturePipeline({
      features: { momentum: ({ series }) => series('prices', 'close').length },
      label: ({ series, decisionTime }) => ({ value: series('prices', 'close').at(-1) ?? 0, knownTime: decisionTime }),
    });

    const report = await auditFeaturePipeline(past, TABLES);

    expect(leakFindings(report)).toContainEqual(
      expect.objectContaining({
        code: 'leak.label_overlap',
        message: expect.stringContaining('they were known at their decision'),
      }),
    );
  });

  it.each<[string, FeaturePipeline]>([
    ['throws', () => Promise.reject(new TypeError('no such column'))],
    ['decides nothing', () => []],
  ])('does not let a pipeline pass that %s', async (_, pipeline) => {
    const report = await auditFeaturePipeline(pipeline, TABLES);

    expect(report.checks[0]).toMatchObject({ outcome: 'incomplete', findings: [{ code: 'leak.check_incomplete' }] });
  });

  it('makes findings of the checks that its budget leaves no time for', async () => {
    let calls = 0;
    const clock = () => 4_000 * calls++;

    const report = await auditFeaturePipeline(CLEAN_PIPELINES.momentum, TABLES, { clock, budgetSeconds: 60 });

    expect(report.checks.at(-1)).toMatchObject({ outcome: 'incomplete' });
    expect(leakFindings(report).map(({ message }) => message)).toContainEqual(expect.stringContaining('60 s is spent'));
  });
});
