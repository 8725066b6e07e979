import { z } from 'zod';

/** What a column is taken for, in the reference's own spelling. */
export const ColumnTypeSchema = z.enum(['num', 'cat', 'text', 'datetime', 'unknown']);
export type ColumnType = z.infer<typeof ColumnTypeSchema>;

/** What a model does with its target. */
export const TaskSchema = z.enum(['regression', 'classification']);
export type Task = z.infer<typeof TaskSchema>;
