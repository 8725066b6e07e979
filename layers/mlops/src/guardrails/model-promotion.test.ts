import { InstanceIdSchema, InstantSchema, urn } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { judgeFindings } from './judge-findings.ts';
import { checkModelPromotion } from './model-promotion.ts';

const rules = [
  { metric: 'deflatedSharpeRatio', op: 'gte', value: 0.95 },
  { metric: 'maximumDrawdown', op: 'gt', value: -0.1 },
  { metric: 'probabilityOfBacktestOverfitting', op: 'lt', value: 0.5 },
  { metric: 'meanTurnover', op: 'lte', value: 0.6 },
] as const;
const good = {
  deflatedSharpeRatio: 0.95,
  maximumDrawdown: -0.05,
  probabilityOfBacktestOverfitting: 0.2,
  meanTurnover: 0.6,
};

describe('checkModelPromotion', () => {
  it('finds nothing where every rule holds, limits of gte and lte included', () => {
    expect(checkModelPromotion(rules, good)).toEqual([]);
    expect(checkModelPromotion([], {})).toEqual([]);
  });

  it('finds a rule that is not met, with the value and the limit, limits of gt and lt excluded', () => {
    const found = checkModelPromotion(rules, {
      ...good,
      maximumDrawdown: -0.1,
      probabilityOfBacktestOverfitting: 0.5,
    });

    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['promotion.rule_unmet', 'maximumDrawdown is -0.1, must be > -0.1'],
      ['promotion.rule_unmet', 'probabilityOfBacktestOverfitting is 0.5, must be < 0.5'],
    ]);
  });

  it('finds a metric that is not known', () => {
    const { deflatedSharpeRatio: _unknown, ...rest } = good;

    expect(checkModelPromotion(rules, rest)).toMatchObject([{ code: 'promotion.metric_missing', value: null }]);
  });

  it('blocks in every space: the instance asks for it itself', () => {
    const report = judgeFindings({
      gate: 'model.promote',
      subject: urn.model(InstanceIdSchema.parse('SPX'), 1),
      space: 'personal',
      asOf: InstantSchema.parse('2020-01-02T00:00:00.000Z'),
      findings: { 'model.promotion': checkModelPromotion(rules, { ...good, meanTurnover: 0.7 }) },
    });

    expect(report.verdict).toBe('blocked');
  });
});
