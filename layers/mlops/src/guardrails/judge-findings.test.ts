import { InstanceIdSchema, parseAsOf, urn } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { describeBlock, judgeFindings } from './judge-findings.ts';
import { type ContractName, ContractNameSchema, type Finding, GuardrailReportSchema } from './report.ts';

const COMMON = {
  gate: 'run.publish',
  subject: urn.instance(InstanceIdSchema.parse('Alpha')),
  asOf: parseAsOf('2019-12-31'),
} as const;

function found(contract: ContractName): Finding {
  return { contract, message: 'it is wrong', rows: 1, value: 2, limit: 1, examples: ['A 2020-01-03'] };
}

describe('judgeFindings', () => {
  it('passes when nothing was found, and lists what was checked', () => {
    const report = judgeFindings({ ...COMMON, space: 'official', findings: { 'signal.bounds': [] } });

    expect(report).toMatchObject({ verdict: 'passed', contracts: ['signal.bounds'], issues: [] });
    expect(GuardrailReportSchema.parse(report)).toEqual(report);
  });

  it('blocks on every contract in an official space', () => {
    for (const contract of ContractNameSchema.options) {
      const report = judgeFindings({ ...COMMON, space: 'official', findings: { [contract]: [found(contract)] } });

      expect(report.verdict).toBe('blocked');
    }
  });

  it('keeps the severity that a finding has of its own, in every space', () => {
    const findings = (severity: 'error' | 'warning') => ({
      'dataset.backfill': [{ ...found('dataset.backfill'), severity }],
    });

    expect(judgeFindings({ ...COMMON, space: 'official', findings: findings('warning') }).verdict).toBe('warned');
    expect(judgeFindings({ ...COMMON, space: 'personal', findings: findings('error') }).verdict).toBe('blocked');
  });

  it('says its notes without judging them', () => {
    const report = judgeFindings({ ...COMMON, space: 'official', findings: {}, notes: ['survivors only'] });

    expect(report).toMatchObject({ verdict: 'passed', notes: ['survivors only'] });
  });

  it('warns in team and personal spaces, except on schema, point in time, parity and rules of the instance', () => {
    for (const space of ['team', 'personal'] as const) {
      const blocked = ContractNameSchema.options.filter(
        (contract) =>
          judgeFindings({ ...COMMON, space, findings: { [contract]: [found(contract)] } }).verdict === 'blocked',
      );

      expect(blocked).toEqual(['signal.schema', 'dataset.schema', 'dataset.pit', 'model.parity', 'model.promotion']);
    }
  });

  it('marks a leak suspect', () => {
    const report = judgeFindings({ ...COMMON, space: 'team', findings: { 'model.leak': [found('model.leak')] } });

    expect(report).toMatchObject({ verdict: 'warned', leakSuspect: true });
  });
});

describe('describeBlock', () => {
  it('names the blocking issues only', () => {
    const findings = { 'model.leak': [found('model.leak')], 'model.parity': [found('model.parity')] };

    expect(describeBlock(judgeFindings({ ...COMMON, space: 'team', findings }))).toBe('model.parity: it is wrong');
  });
});
