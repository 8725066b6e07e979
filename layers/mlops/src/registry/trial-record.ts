import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  InstantSchema,
  RunIdSchema,
  SemanticVersionSchema,
  Sha256Schema,
} from '@optaic/mlops/base';
import { z } from 'zod';

/** What several tries to answer one question share; it outlives the instances that try. */
export const ResearchLineSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,126}$/)
  .brand<'ResearchLine'>();
export type ResearchLine = z.infer<typeof ResearchLineSchema>;

/** When a back-test fits its model again; `never` fits it once, before the first decision. */
export const RefitSchema = z.enum(['never', 'yearly', 'quarterly', 'monthly']);
export type Refit = z.infer<typeof RefitSchema>;

/** What a back-test walks over; with the instance's configuration it says what the back-test is. */
export const BacktestWalkSchema = z.strictObject({
  from: CalendarDateSchema,
  to: CalendarDateSchema,
  /** Trading days between two decisions. */
  stepDays: z.int().min(1).max(250),
  refit: RefitSchema,
  /** Tells apart back-tests of the same instance over the same walk. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/)
    .optional(),
});
export type BacktestWalk = z.infer<typeof BacktestWalkSchema>;

/** What makes a trial another trial. A later refit, another seed and another back-test of the same are none. */
export const TrialIdentitySchema = z.strictObject({
  /** Its version says the horizon, the validation share and the embargo of the split, too. */
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema }),
  /** As the definition reads them, defaults included. */
  hyperparameters: z.record(z.string(), z.unknown()),
  features: z.strictObject({
    datasets: z.array(DatasetNameSchema).min(1),
    names: z.array(z.string()).min(1),
    lag: z.int().min(0),
  }),
  target: z.strictObject({ dataset: DatasetNameSchema, column: z.string() }),
  universe: DatasetNameSchema,
  split: z.strictObject({ trainWindow: z.int().min(1) }),
});
export type TrialIdentity = z.infer<typeof TrialIdentitySchema>;

/** One try of a research line, with what its newest back-test found out of sample. */
export const TrialRecordSchema = z.strictObject({
  /** A hash of line and identity. */
  id: z.string().regex(/^[0-9a-f]{24}$/),
  line: ResearchLineSchema,
  identity: TrialIdentitySchema,
  /** Whose configuration was tried last, and the back-test's own instance. */
  instanceId: InstanceIdSchema,
  backtestInstanceId: InstanceIdSchema,
  /** The evaluation that found this. */
  runId: RunIdSchema,
  walk: BacktestWalkSchema,
  /** Per side, in basis points of what is traded. */
  costBps: z.number().min(0),
  /** Decisions that one outcome spans: returns so far apart do not overlap. */
  holdingPeriods: z.int().min(1),
  /** Of returns that do not overlap. */
  periodsPerYear: z.number().gt(0),
  /** Decisions whose outcome was known. */
  observations: z.int().min(1),
  metrics: z.record(z.string(), z.number()),
  /** Per-date out-of-sample rank IC and returns; artifacts bucket. */
  series: z.strictObject({ key: z.string(), sha256: Sha256Schema }),
  firstRecordedAt: InstantSchema,
  recordedAt: InstantSchema,
  /** Counts back-tests of this trial: the optimistic lock. */
  revision: z.int().min(1),
});
export type TrialRecord = z.infer<typeof TrialRecordSchema>;
