import { type CalendarDate, dateOf, type Instant, InvalidInputError } from '@optaic/mlops/base';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import type { FeatureSource } from './select-features.ts';

export interface LabelSource extends DatasetFiles {
  /** A value column of type double; the label of (entity, T) is the row about day T. */
  readonly column: string;
}

export interface FrameRequest {
  /** Trading days to decide on, distinct; one row each for every member of the universe. */
  readonly decisions: readonly CalendarDate[];
  readonly features: readonly FeatureSource[];
  /** Trading days before a decision at whose end its features are read. */
  readonly featureLag: number;
  /** All trading days, ascending, at least back to `featureLag` days before the first decision. */
  readonly calendar: readonly CalendarDate[];
  /** Nothing known later is used, labels included. */
  readonly asOf: Instant;
  /** Rows with a value column `member`, 1 or 0: membership over time, read like a feature. */
  readonly universe: DatasetFiles;
}

export type LabelledFrameRequest = FrameRequest & { labels: LabelSource };
export type AnyFrameRequest = FrameRequest & { labels?: LabelSource | undefined };

/** Every dataset that a frame reads. */
export function frameSources({ features, universe, labels }: AnyFrameRequest): readonly DatasetFiles[] {
  return [...features, universe, ...(labels === undefined ? [] : [labels])];
}

/**
 * Refuses a frame whose columns are not there, or whose decisions could not have been made by `asOf`.
 *
 * @throws {InvalidInputError} `frame.feature_unknown`, `frame.label_unknown`, `frame.universe_malformed`,
 *   `frame.no_decisions`, `lookahead.decision`.
 */
export function checkFrameRequest({ features, labels, universe, decisions, asOf }: AnyFrameRequest): void {
  for (const { name, schema, columns } of features) {
    for (const column of columns) requireNumber(name, schema, column, 'frame.feature_unknown');
  }
  if (labels !== undefined) {
    requireNumber(labels.name, labels.schema, labels.column, 'frame.label_unknown');
    requireEntity(labels, 'frame.label_unknown');
  }
  requireNumber(universe.name, universe.schema, 'member', 'frame.universe_malformed');
  requireEntity(universe, 'frame.universe_malformed');
  if (universe.schema.scheduled) {
    throw new InvalidInputError(
      'frame.universe_malformed',
      `universe "${universe.name}" is scheduled, so that its latest known row may be about days to come; give membership as of each day`,
    );
  }
  const late = decisions.find((date) => date > dateOf(asOf));
  if (late !== undefined) {
    throw new InvalidInputError('lookahead.decision', `decision date ${late} is after the as-of time ${asOf}`);
  }
}

/** At least one, and each once. */
export function distinctDecisions({ decisions }: Pick<FrameRequest, 'decisions'>): readonly CalendarDate[] {
  if (decisions.length > 0) return [...new Set(decisions)].toSorted();
  throw new InvalidInputError('frame.no_decisions', 'a frame needs at least one decision date');
}

function requireNumber(
  dataset: string,
  { columns }: DatasetFiles['schema'],
  column: string,
  code: `frame.${string}`,
): void {
  if (columns.some(({ name, role, type }) => name === column && role === 'value' && type === 'double')) return;
  const present = columns.filter(({ role, type }) => role === 'value' && type === 'double').map(({ name }) => name);
  throw new InvalidInputError(
    code,
    `dataset "${dataset}" has no number column "${column}"; it has ${present.slice(0, 20).join(', ') || 'none'}`,
  );
}

function requireEntity({ name, schema }: DatasetFiles, code: `frame.${string}`): void {
  if (keyColumns(schema).entity !== undefined) return;
  throw new InvalidInputError(code, `dataset "${name}" has no entity column; one row an entity and day is needed`);
}
