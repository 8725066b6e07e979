import type { Finding } from './report.ts';

type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

/** What a metric must be before a version is promoted. */
export interface PromotionRequirement {
  readonly metric: string;
  readonly op: Comparison;
  readonly value: number;
}

const COMPARE: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
};
const SIGN: Readonly<Record<Comparison, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤' };

/** Whether a value is what a rule asks for. */
export function meetsRule({ op, value: limit }: Pick<PromotionRequirement, 'op' | 'value'>, value: number): boolean {
  return COMPARE[op](value, limit);
}

/**
 * `model.promotion`: every rule of the instance holds; a metric that is not there breaks its rule.
 *
 * @param metrics - Of the version, and of its trial in the ledger.
 */
export function checkModelPromotion(
  rules: readonly PromotionRequirement[],
  metrics: Readonly<Record<string, number>>,
): Finding[] {
  return rules.flatMap((rule): Finding[] => {
    const value = metrics[rule.metric];
    if (value !== undefined && meetsRule(rule, value)) return [];
    const limit = `${SIGN[rule.op]} ${rule.value}`;
    const common = { contract: 'model.promotion' as const, rows: 0, limit, examples: [] };
    if (value === undefined) {
      return [
        {
          ...common,
          code: 'promotion.metric_missing',
          message: `${rule.metric} must be ${limit} and is not known; back-test the instance, or measure it at training`,
          value: null,
        },
      ];
    }
    return [
      { ...common, code: 'promotion.rule_unmet', message: `${rule.metric} is ${value}, must be ${limit}`, value },
    ];
  });
}
