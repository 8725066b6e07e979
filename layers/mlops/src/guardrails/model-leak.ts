import { z } from 'zod';
import type { Finding } from './report.ts';
import type { ValidationSkill } from './validation-skill.ts';

export const ModelLeakConfigSchema = z.strictObject({
  /** A mean validation IC above this is too good to be true, whatever its error. */
  suspiciousMean: z.number().min(0).max(1).default(0.15),
  suspiciousStandardErrors: z.number().min(0).default(4),
});
export type ModelLeakConfig = z.infer<typeof ModelLeakConfigSchema>;

/**
 * `model.leak`: the mean validation rank IC is believable, that is at most max(0.15, 4 standard errors). Above it a
 * leak is more likely than skill: refused in an official space, elsewhere a warning that bars automatic promotion.
 */
export function checkModelLeak(
  { meanRankInformationCoefficient: mean, standardError, dates }: ValidationSkill,
  config: ModelLeakConfig = ModelLeakConfigSchema.parse({}),
): Finding[] {
  const limit = Math.max(config.suspiciousMean, config.suspiciousStandardErrors * (standardError ?? 0));
  if (mean === null || mean <= limit) return [];
  return [
    {
      contract: 'model.leak',
      code: 'model.leak_suspect',
      message: `mean validation rank IC ${mean.toFixed(4)} over ${dates} dates is too good to be true (limit ${limit.toFixed(4)}): look for a feature that knows its label`,
      rows: 0,
      value: mean,
      limit,
      examples: [],
    },
  ];
}
