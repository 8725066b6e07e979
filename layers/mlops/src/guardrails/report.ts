import { InstantSchema, UrnSchema } from '@optaic/mlops/base';
import { z } from 'zod';

/** The contracts of this module, `<domain>.<aspect>`. */
export const ContractNameSchema = z.enum([
  'signal.bounds',
  'signal.schema',
  'signal.coverage',
  'score.distribution',
  'dataset.schema',
  'dataset.pit',
  'dataset.coverage',
  'dataset.freshness',
  'dataset.backfill',
  'dataset.quality',
  'model.performance',
  'model.parity',
  'model.leak',
  'model.promotion',
  'regime.probabilities',
  'relevance.scores',
]);
export type ContractName = z.infer<typeof ContractNameSchema>;

/** The moment a report is for. */
export const GateSchema = z.enum(['resource.create', 'resource.update', 'run.submit', 'run.publish', 'model.promote']);
export type Gate = z.infer<typeof GateSchema>;

/** Offending rows shown in a finding at most; all of them are counted. */
export const EXAMPLE_LIMIT = 10;

const SeveritySchema = z.enum(['error', 'warning']);

/** One way in which an output breaks a contract. What it leads to mostly depends on the space. */
export const FindingSchema = z.strictObject({
  contract: ContractNameSchema,
  /** Set when the finding has a documented error code of its own, such as `lookahead.model`. */
  code: z.string().optional(),
  message: z.string(),
  /** Offending rows; 0 when the contract is about the whole. */
  rows: z.int().min(0),
  value: z.union([z.number(), z.string(), z.null()]),
  limit: z.union([z.number(), z.string(), z.null()]),
  /** The first offending rows, each named so that it can be found again. */
  examples: z.array(z.string()).max(EXAMPLE_LIMIT),
  /** Set where it is the same in every space. */
  severity: SeveritySchema.optional(),
});
export type Finding = z.infer<typeof FindingSchema>;

export const IssueSchema = FindingSchema.extend({ severity: SeveritySchema });
export type Issue = z.infer<typeof IssueSchema>;

export const VerdictSchema = z.enum(['passed', 'warned', 'blocked']);
export type Verdict = z.infer<typeof VerdictSchema>;

export const GuardrailReportSchema = z.strictObject({
  gate: GateSchema,
  /** What was judged. */
  subject: UrnSchema,
  space: z.enum(['personal', 'team', 'official']),
  asOf: InstantSchema,
  verdict: VerdictSchema,
  /** Every contract that was checked, whether or not it found something. */
  contracts: z.array(ContractNameSchema).min(1),
  issues: z.array(IssueSchema),
  /** What a reader has to know beside the issues, such as a universe of survivors only. */
  notes: z.array(z.string()).default([]),
  /** Automatic promotion is barred: a person has to look. */
  leakSuspect: z.boolean(),
});
export type GuardrailReport = z.infer<typeof GuardrailReportSchema>;
