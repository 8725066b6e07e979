import { z } from 'zod';
import type { Finding } from './report.ts';
import type { ValidationSkill } from './validation-skill.ts';

export const ModelPerformanceConfigSchema = z.strictObject({
  /** Least mean validation rank IC. */
  minimumMean: z.number().min(-1).max(1).default(0.02),
  /** Least distance of the mean from zero, in its standard errors. */
  minimumStandardErrors: z.number().min(0).default(2),
});
export type ModelPerformanceConfig = z.infer<typeof ModelPerformanceConfigSchema>;

/**
 * `model.performance`: the mean validation rank IC reaches its limit and can be told from zero. Its standard error is
 * said in either case.
 */
export function checkModelPerformance(
  { meanRankInformationCoefficient: mean, standardError, dates }: ValidationSkill,
  config: ModelPerformanceConfig = ModelPerformanceConfigSchema.parse({}),
): Finding[] {
  if (mean === null) {
    return [finding('no validation date has a rank IC: too few assets or no variance', null, config.minimumMean)];
  }
  const said = `mean validation rank IC ${mean.toFixed(4)} ± ${standardError?.toFixed(4) ?? 'unknown'} over ${dates} dates`;
  const findings: Finding[] = [];
  if (mean < config.minimumMean) {
    findings.push(finding(`${said} is below ${config.minimumMean}`, mean, config.minimumMean));
  }
  if (standardError === null || mean < config.minimumStandardErrors * standardError) {
    const limit = standardError === null ? null : config.minimumStandardErrors * standardError;
    findings.push(
      finding(`${said} cannot be told from zero at ${config.minimumStandardErrors} standard errors`, mean, limit),
    );
  }
  return findings;
}

function finding(message: string, value: number | null, limit: number | null): Finding {
  return { contract: 'model.performance', message, rows: 0, value, limit, examples: [] };
}
