import { DatasetNameSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import { CalendarNameSchema, KnowledgeRuleSchema } from './knowledge-rule.ts';

export * from './knowledge-rule.ts';

/** How a dataset's knowledge times are known: A observed, B derived by a stated rule, C assumed. */
export const KnowledgeGradeSchema = z.enum(['observed', 'derived', 'assumed']);
export type KnowledgeGrade = z.infer<typeof KnowledgeGradeSchema>;

export const ColumnSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/),
  role: z.enum(['entity', 'event_time', 'knowledge_time', 'value']),
  type: z.enum(['string', 'timestamp', 'double']),
  /** Whether a value may be missing; keys never are. */
  nullable: z.boolean().default(false),
});
export type Column = z.infer<typeof ColumnSchema>;

/** How often new rows are due. */
export const UpdateFrequencySchema = z.strictObject({
  every: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'irregular']),
  calendar: CalendarNameSchema.default('weekdays'),
  /** Business days of the calendar after a due date before the dataset is stale. */
  graceDays: z.int().min(0).max(250).default(1),
});
export type UpdateFrequency = z.infer<typeof UpdateFrequencySchema>;

/** What a dataset promises beyond its schema; judged at every write and before every run that reads it. */
export const DatasetContractsSchema = z.strictObject({
  /** The share of a universe's members that have a row on each event date. */
  coverage: z
    .strictObject({ universe: DatasetNameSchema, minimumShare: z.number().gt(0).max(1).default(0.95) })
    .optional(),
  /** The largest share of missing values in any value column. */
  missing: z.strictObject({ maximumShare: z.number().min(0).max(1) }).optional(),
  /** Closed ranges of value columns. */
  ranges: z
    .record(z.string(), z.strictObject({ minimum: z.number().optional(), maximum: z.number().optional() }))
    .optional(),
  /** A value column with at least so many values must not hold the same one throughout. */
  constant: z.strictObject({ minimumRows: z.int().min(2).default(100) }).optional(),
});
export type DatasetContracts = z.infer<typeof DatasetContractsSchema>;

export const DatasetSchemaSchema = z
  .strictObject({
    columns: z.array(ColumnSchema).min(3).max(2_000),
    knowledgeGrade: KnowledgeGradeSchema,
    /** The rule behind a derived or assumed knowledge time, in words. */
    knowledgeRule: z.string().max(500).optional(),
    /** A derived knowledge time's rule, for the machine: an upload may then leave the column out. */
    derivation: KnowledgeRuleSchema.optional(),
    /** Rows may be known before their event: calendars, announced dividends. */
    scheduled: z.boolean().default(false),
    /** Absent: nothing is due, so that the dataset is never stale. */
    updateFrequency: UpdateFrequencySchema.optional(),
    contracts: DatasetContractsSchema.optional(),
  })
  .superRefine(({ columns, contracts, derivation, knowledgeGrade }, context) => {
    if (derivation !== undefined && knowledgeGrade !== 'derived') {
      const message = `knowledge times are ${knowledgeGrade}; a derivation is for grade derived only`;
      context.addIssue({ code: 'custom', path: ['derivation'], message });
    }
    for (const message of contractProblems(columns, contracts)) {
      context.addIssue({ code: 'custom', path: ['contracts'], message });
    }
  });
export type DatasetSchema = z.infer<typeof DatasetSchemaSchema>;

/** Contracts that no row could ever keep or break, since they speak of columns that are not there. */
function contractProblems(columns: readonly Column[], contracts: DatasetContracts | undefined): string[] {
  const problems: string[] = [];
  for (const [name, { minimum, maximum }] of Object.entries(contracts?.ranges ?? {})) {
    if (!columns.some((column) => column.name === name && column.role === 'value' && column.type === 'double')) {
      problems.push(`a range is for "${name}", which is no value column of type double`);
    }
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      problems.push(`the range of "${name}" has minimum ${minimum} above maximum ${maximum}`);
    }
  }
  if (contracts?.coverage !== undefined && !columns.some(({ role }) => role === 'entity')) {
    problems.push('coverage is of entities, and no column has the role entity');
  }
  return problems;
}
