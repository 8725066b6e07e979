import { z } from 'zod';
import { formatGeneral } from '../presets/python-number.ts';

/** A value that others may differ from by the larger of a share of itself and an absolute amount. */
export const ApproximateValueSchema = z.strictObject({
  value: z.number(),
  relative: z.number().positive(),
  absolute: z.number().nonnegative(),
});
export type ApproximateValue = z.infer<typeof ApproximateValueSchema>;

const BoundSchema = z.union([z.number(), ApproximateValueSchema]);
export type Bound = z.infer<typeof BoundSchema>;

/** What a tested value has to satisfy; all bounds that are given hold together. The names are the reference's. */
export const ConditionSchema = z.strictObject({
  eq: BoundSchema.exactOptional(),
  gt: BoundSchema.exactOptional(),
  gte: BoundSchema.exactOptional(),
  lt: BoundSchema.exactOptional(),
  lte: BoundSchema.exactOptional(),
  not_eq: z.number().exactOptional(),
  is_in: z.array(z.number()).readonly().exactOptional(),
  not_in: z.array(z.number()).readonly().exactOptional(),
});
export type Condition = z.infer<typeof ConditionSchema>;

const OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte', 'not_eq', 'is_in', 'not_in'] as const;

/**
 * @param tolerance - Relative to the value, and absolute in its unit; 1e-6 and 1e-12 where left out.
 */
export function approximately(
  value: number,
  { relative = 1e-6, absolute = 1e-12 }: { readonly relative?: number; readonly absolute?: number } = {},
): ApproximateValue {
  return { value, relative, absolute };
}

/**
 * Whether a value satisfies a condition. Around an approximate value v ± T: equality is within, `lte` and `gte` are widened
 * by T, `lt` and `gt` narrowed by it. NaN satisfies inequality and `not_in` only.
 *
 * @see evidently 0.7.21, legacy/tests/base_test.py, `TestValueCondition`; legacy/utils/types.py, `ApproxValue`.
 */
export function satisfies(value: number, condition: Condition): boolean {
  const { eq, gt, gte, lt, lte, not_eq, is_in, not_in } = condition;
  return (
    (eq === undefined || (lowest(eq) <= value && value <= highest(eq))) &&
    (gt === undefined || value > highest(gt)) &&
    (gte === undefined || value >= lowest(gte)) &&
    (lt === undefined || value < lowest(lt)) &&
    (lte === undefined || value <= highest(lte)) &&
    (not_eq === undefined || value !== not_eq) &&
    (is_in === undefined || is_in.includes(value)) &&
    !not_in?.includes(value)
  );
}

/**
 * The condition in words, `gt=3 and lte=0.5 ± 0.05`.
 *
 * @param isReal - The bounds are fractions, so that large whole ones are printed in three digits too.
 */
export function describeCondition(condition: Condition, isReal = false): string {
  const text = (bound: Bound | readonly number[]): string => {
    if (typeof bound === 'number') {
      return Number.isInteger(bound) && !isReal ? String(bound) : formatGeneral(bound);
    }
    if (!('value' in bound)) return `[${bound.join(', ')}]`;
    return `${formatGeneral(bound.value)} ± ${formatGeneral(tolerance(bound))}`;
  };
  const parts: string[] = [];
  for (const operator of OPERATORS) {
    const bound = condition[operator];
    if (bound !== undefined) parts.push(`${operator}=${text(bound)}`);
  }
  return parts.join(' and ');
}

/** A condition without a bound asks for the test's default. */
export function hasBound(condition: Condition): boolean {
  return OPERATORS.some((operator) => condition[operator] !== undefined);
}

function tolerance({ value, relative, absolute }: ApproximateValue): number {
  return Math.max(Math.abs(value) * relative, absolute);
}

function lowest(bound: Bound): number {
  return typeof bound === 'number' ? bound : bound.value - tolerance(bound);
}

function highest(bound: Bound): number {
  return typeof bound === 'number' ? bound : bound.value + tolerance(bound);
}
