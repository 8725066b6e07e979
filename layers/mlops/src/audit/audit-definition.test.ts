import { describe, expect, it } from 'vitest';
import { auditFixture } from './fixtures/audit-fixture.ts';
import { CLEAN_DEFINITIONS } from './fixtures/clean-definitions.ts';
import { generatedFrame } from './fixtures/generated-frame.ts';
import { LEAKY_DEFINITIONS } from './fixtures/leaky-definitions.ts';
import { leakFindings } from './leak-report.ts';

const FRAME = generatedFrame({ seed: 1 });

describe('auditDefinition', () => {
  it.each(LEAKY_DEFINITIONS.map(({ definition, code }) => [definition.name, code, definition] as const))(
    'refuses %s as %s',
    async (_, code, definition) => {
      const report = await auditFixture(definition, FRAME);

      const codes = new Set(leakFindings(report).map((finding) => finding.code));
      expect(codes).toContain(code);
    },
  );

  it.each(CLEAN_DEFINITIONS.map((definition) => [definition.name, definition] as const))(
    'lets %s pass',
    async (_, definition) => {
      const report = await auditFixture(definition, FRAME);

      expect(leakFindings(report)).toEqual([]);
      expect(report.checks.map(({ outcome }) => outcome)).toEqual(Array(5).fill('passed'));
    },
  );
});
