import { RunIdSchema, type Urn, UrnSchema } from '@optaic/mlops/base';
import { z } from 'zod';

export const LineageEdgeKindSchema = z.enum([
  'derived_from',
  'input_of',
  'output_of',
  'trained_on',
  'trained_by',
  'defined_by',
  'predicted_by',
  'predicted_from',
  'monitored_by',
  'reported_in',
]);
export type LineageEdgeKind = z.infer<typeof LineageEdgeKindSchema>;

/** Kinds that read the other way round: `from` goes into `to`. */
const FLOWING_KINDS: ReadonlySet<LineageEdgeKind> = new Set(['input_of', 'monitored_by', 'reported_in']);

/**
 * `from` was made from, or by, `to`; upstream is from → to. The kinds `input_of`, `monitored_by` and `reported_in` read
 * naturally the other way: a dataset is the input of a run, predictions are reported in a report; there upstream is to → from.
 */
export const LineageEdgeSchema = z.strictObject({
  from: UrnSchema,
  to: UrnSchema,
  kind: LineageEdgeKindSchema,
  runId: RunIdSchema.optional(),
});
export type LineageEdge = z.infer<typeof LineageEdgeSchema>;

/** Which end of an edge was there first. */
export function sourceOf(edge: LineageEdge): Urn {
  return FLOWING_KINDS.has(edge.kind) ? edge.from : edge.to;
}

/** Which end of an edge came of the other. */
export function productOf(edge: LineageEdge): Urn {
  return FLOWING_KINDS.has(edge.kind) ? edge.to : edge.from;
}
