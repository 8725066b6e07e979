import { CalendarDateSchema, type PerformanceMonitor } from '@optaic/mlops/base';
import { meanWithStandardError } from '@optaic/mlops/metrics';
import { z } from 'zod';

/** The realised coefficient of one past decision date. */
export const RealisedCoefficientSchema = z.strictObject({
  decisionDate: CalendarDateSchema,
  modelVersion: z.int().min(1),
  /** In [-1, 1]; null for fewer than 5 assets or no variance. */
  value: z.number().min(-1).max(1).nullable(),
  /** Assets with both a prediction and a known outcome. */
  assets: z.int().min(0),
  /** When the last of its outcomes could be known. */
  outcomeKnownDate: CalendarDateSchema,
});
export type RealisedCoefficient = z.infer<typeof RealisedCoefficientSchema>;

/** A mean and its standard errors; null where too few values define none. */
export const SkillSchema = z.strictObject({
  dates: z.int().min(0),
  mean: z.number().min(-1).max(1).nullable(),
  naiveStandardError: z.number().min(0).nullable(),
  /** Newey–West over the decisions made before an outcome is known. */
  standardError: z.number().min(0).nullable(),
});
export type Skill = z.infer<typeof SkillSchema>;

export const VersionPerformanceSchema = z.strictObject({
  modelVersion: z.int().min(1),
  realised: SkillSchema,
  /** Dates without a defined coefficient: counted, not averaged. */
  skippedDates: z.int().min(0),
  validation: z.strictObject({ mean: z.number().nullable(), standardError: z.number().min(0).nullable() }),
  /** Realised less validation mean; null before `minimumDates` dates or without a validation mean. */
  difference: z.number().nullable(),
  /** √(SE² realised + SE² validation): the two samples share no date. */
  differenceStandardError: z.number().min(0).nullable(),
});
export type VersionPerformance = z.infer<typeof VersionPerformanceSchema>;

export const PerformanceReportSchema = z.strictObject({
  metric: z.literal('rank_information_coefficient'),
  minimumDates: z.int().min(1),
  /** By decision date, then model version. */
  coefficients: z.array(RealisedCoefficientSchema),
  versions: z.array(VersionPerformanceSchema),
  /** Dates with a known outcome whose predicting version is not: counted, not judged. */
  unattributedDates: z.int().min(0),
});
export type PerformanceReport = z.infer<typeof PerformanceReportSchema>;

/** What a version's validation said, by its number. */
export interface ValidationSkillOfVersion {
  readonly modelVersion: number;
  readonly mean: number | null;
  readonly standardError: number | null;
}

/**
 * Compares the realised rank information coefficients of past predictions with their versions' validation.
 *
 * @param coefficients - One a decision date and model version, any order.
 * @param validations - One a model version among them; a version without one is compared with nothing.
 * @param monitor - How many dates make a mean.
 * @param unattributedDates - Reported as it is.
 */
export function checkPerformance(
  coefficients: readonly RealisedCoefficient[],
  validations: readonly ValidationSkillOfVersion[],
  monitor: PerformanceMonitor,
  unattributedDates = 0,
): PerformanceReport {
  const ordered = coefficients.toSorted(
    (a, b) => a.decisionDate.localeCompare(b.decisionDate) || a.modelVersion - b.modelVersion,
  );
  const versions = [...new Set(ordered.map(({ modelVersion }) => modelVersion))].sort((a, b) => a - b);
  return {
    metric: monitor.metric,
    minimumDates: monitor.minimumDates,
    coefficients: ordered,
    versions: versions.map((modelVersion) =>
      compareVersion(
        modelVersion,
        ordered.filter((coefficient) => coefficient.modelVersion === modelVersion),
        validations.find((validation) => validation.modelVersion === modelVersion),
        monitor,
      ),
    ),
    unattributedDates,
  };
}

function compareVersion(
  modelVersion: number,
  coefficients: readonly RealisedCoefficient[],
  validation: ValidationSkillOfVersion | undefined,
  monitor: PerformanceMonitor,
): VersionPerformance {
  const values = coefficients.map(({ value }) => value).filter((value) => value !== null);
  const realised = meanWithStandardError(values, overlap(coefficients));
  const isComparable = values.length >= monitor.minimumDates;
  const standardError = realised?.neweyWestStandardError ?? null;
  const validationMean = validation?.mean ?? null;
  const validationStandardError = validation?.standardError ?? null;
  return {
    modelVersion,
    realised: {
      dates: values.length,
      mean: realised?.mean ?? null,
      naiveStandardError: realised?.naiveStandardError ?? null,
      standardError,
    },
    skippedDates: coefficients.length - values.length,
    validation: { mean: validationMean, standardError: validationStandardError },
    difference:
      isComparable && realised !== undefined && validationMean !== null ? realised.mean - validationMean : null,
    differenceStandardError:
      isComparable && standardError !== null && validationStandardError !== null
        ? Math.hypot(standardError, validationStandardError)
        : null,
  };
}

/** The most decisions made after one and before its outcome is known: the lag over which outcomes overlap. */
function overlap(ordered: readonly RealisedCoefficient[]): number {
  return ordered.reduce((most, { outcomeKnownDate }, i) => {
    const later = ordered.slice(i + 1).filter(({ decisionDate }) => decisionDate < outcomeKnownDate);
    return Math.max(most, later.length);
  }, 0);
}
