import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SynthesizedApp } from '../synthesized-app.ts';

const ReasonsSchema = z.record(z.string(), z.string());

export function describeValidation(app: () => SynthesizedApp): void {
  describe('cdk-nag', () => {
    it('finds nothing that is not accepted', () => {
      expect(new AwsSolutionsChecks().validateScope(app().app)).toMatchObject({ violations: [] });
    });

    it('is told why wherever a finding is accepted', () => {
      const accepted = app()
        .app.node.findAll()
        .flatMap(({ node }) => node.metadata)
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(ReasonsSchema.parse(data)));

      expect(accepted.length).toBeGreaterThan(0);
      for (const [, reason] of accepted) expect(reason.length).toBeGreaterThan(20);
      const rules = new Set(accepted.map(([id]) => id.replace(/^.*AwsSolutions-(\w+).*$/, '$1')));
      expect([...rules].sort()).toEqual(['APIG4', 'CFR1', 'CFR2', 'CFR3', 'CFR4', 'COG8', 'IAM5', 'S1', 'SQS3']);
    });
  });
}
