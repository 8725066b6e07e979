import type { LabelledPanel, Panel } from '@optaic/mlops/base';
import type { DecisionSpans } from './decision-spans.ts';
import type { LatestRows } from './latest-rows.ts';

export type DropReason = 'not_in_universe' | 'no_feature' | 'label_unknown';

/** A labelled panel that says when each label became known, so that a split can purge by each label's own interval. */
export interface TimedPanel extends LabelledPanel {
  /** Shape (rows,); milliseconds since the epoch. */
  readonly labelKnownTime: Float64Array;
}

export interface Frame<P extends Panel> {
  readonly panel: P;
  /** (decision, entity) pairs, of every entity that the universe ever knew by `asOf`. */
  readonly expected: number;
  /** Pairs that are no row of the panel; each counted once, by the first reason that holds. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Universe members of each decision, by its time in milliseconds since the epoch; ascending. */
  readonly members: ReadonlyMap<number, number>;
  /** The latest knowledge time of any row that the panel's values come from, membership included; milliseconds since the epoch,
   * −Infinity for an empty panel. */
  readonly maxKnowledgeTime: number;
}

/** What the rows of a frame are about. */
export interface FrameAxes {
  readonly spans: DecisionSpans;
  /** In the order of their indices. */
  readonly entities: readonly string[];
  /** Names, in the order that they are added in. */
  readonly features: readonly string[];
}

/** A frame in the making: one row for every member of the universe at every decision, in the order (decision, entity). */
export interface FrameRows extends FrameAxes {
  readonly members: ReadonlyMap<number, number>;
  /** Shape (rows,): entity × decisions + decision. */
  readonly cell: Int32Array;
  /** Shape (rows,): the rows in an order in which cells and rows that lie together are visited together. */
  readonly visit: Int32Array;
  /** Shape (rows,): the latest knowledge time of what the row has so far; microseconds since the epoch. */
  readonly knownAt: Float64Array;
  /** Shape (rows,): 1 where a row has any feature. */
  readonly hasFeature: Uint8Array;
  /** Shape (features × rows), column-major. */
  readonly matrix: Float32Array<ArrayBuffer>;
  /** Columns of the matrix that are filled. */
  filled: number;
}

/** The rows of the universe's members at each decision: those whose latest known membership is 1. */
export function memberRows(membership: LatestRows, axes: FrameAxes): FrameRows {
  const { decisionTime } = axes.spans;
  const decisions = decisionTime.length;
  const held = carriedForward(membership, decisions);
  const [member] = membership.values;
  const members = new Map<number, number>();
  const cells = new Int32Array(held.length);
  let count = 0;
  for (let decision = 0; decision < decisions; decision++) {
    const before = count;
    for (let cell = decision; cell < held.length; cell += decisions) {
      if (member[held[cell]] === 1) cells[count++] = cell;
    }
    members.set(decisionTime[decision], count - before);
  }
  const cell = cells.slice(0, count);
  const knownAt = new Float64Array(count);
  for (let row = 0; row < count; row++) knownAt[row] = membership.knowledgeTime[held[cell[row]]];
  return {
    ...axes,
    members,
    cell,
    visit: visitOrder(cell, { entities: axes.entities.length, decisions }),
    knownAt,
    hasFeature: new Uint8Array(count),
    matrix: new Float32Array(axes.features.length * count),
    filled: 0,
  };
}

/** Decisions whose cells share a cache line. */
const DECISIONS_TOGETHER = 16;

/**
 * Cells lie by entity and rows by decision: one after the other, each would be far from the one before. So they are visited
 * a few decisions at a time, entity by entity.
 */
function visitOrder(cell: Int32Array, { entities, decisions }: { entities: number; decisions: number }): Int32Array {
  const visit = new Int32Array(cell.length);
  const rowAt = new Int32Array(entities * DECISIONS_TOGETHER);
  let visited = 0;
  for (let first = 0; first < decisions; first += DECISIONS_TOGETHER) {
    rowAt.fill(-1);
    // Rows come by decision, so that those of these decisions are the next ones.
    for (let row = visited; row < cell.length; row++) {
      const decision = (cell[row] % decisions) - first;
      if (decision >= DECISIONS_TOGETHER) break;
      rowAt[Math.floor(cell[row] / decisions) * DECISIONS_TOGETHER + decision] = row;
    }
    for (let place = 0; place < rowAt.length; place++) {
      if (rowAt[place] >= 0) visit[visited++] = rowAt[place];
    }
  }
  return visit;
}

/** Adds the columns of one dataset, as known at each row's decision. */
export function addFeatures(rows: FrameRows, latest: LatestRows, { isMacro }: { isMacro: boolean }): void {
  const { cell, visit, knownAt, hasFeature, matrix } = rows;
  const decisions = rows.spans.decisionTime.length;
  const held = carriedForward(latest, decisions);
  // In the order of the visits, looked up once for all columns.
  const from = new Int32Array(cell.length);
  for (let index = 0; index < visit.length; index++) {
    const row = visit[index];
    from[index] = held[isMacro ? cell[row] % decisions : cell[row]];
    const known = latest.knowledgeTime[from[index]];
    if (known > knownAt[row]) knownAt[row] = known;
  }
  const firstColumn = rows.filled;
  for (const values of latest.values) {
    const start = rows.filled++ * cell.length;
    for (let index = 0; index < visit.length; index++) matrix[start + visit[index]] = values[from[index]];
  }
  for (let row = 0; row < cell.length; row++) {
    // Most rows have a value in the first column that is looked at.
    for (let column = firstColumn; column < rows.filled && hasFeature[row] === 0; column++) {
      if (!Number.isNaN(matrix[column * cell.length + row])) hasFeature[row] = 1;
    }
  }
}

/** Drops, and counts, the rows without any feature or without a label that is known. */
export function finishFrame(rows: FrameRows): Frame<Panel>;
export function finishFrame(rows: FrameRows, labels: LatestRows): Frame<TimedPanel>;
export function finishFrame(rows: FrameRows, labels?: LatestRows): Frame<Panel | TimedPanel> {
  const { cell, knownAt, hasFeature, members, entities, spans, features } = rows;
  const decisions = spans.decisionTime.length;
  const expected = entities.length * decisions;
  const dropped = { not_in_universe: expected - cell.length, no_feature: 0, label_unknown: 0 };
  const kept = new Int32Array(cell.length);
  let count = 0;
  let maxKnown = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < cell.length; row++) {
    if (hasFeature[row] === 0) dropped.no_feature++;
    else if (labels !== undefined && !Number.isFinite(labels.values[0][cell[row]])) dropped.label_unknown++;
    else {
      kept[count++] = row;
      maxKnown = Math.max(maxKnown, knownAt[row], labels?.knowledgeTime[cell[row]] ?? Number.NEGATIVE_INFINITY);
    }
  }
  const entity: string[] = new Array(count);
  const decisionTime = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const keptCell = cell[kept[row]];
    entity[row] = entities[Math.floor(keptCell / decisions)];
    decisionTime[row] = spans.decisionTime[keptCell % decisions];
  }
  const matrix = takeRows(rows.matrix, { rows: cell.length, kept: kept.subarray(0, count) });
  const panel: Panel = { rows: count, entity, decisionTime, featureNames: features, features: matrix };
  const frame = { expected, dropped, members, maxKnowledgeTime: milliseconds(maxKnown) };
  if (labels === undefined) return { panel, ...frame };
  const timed = { labels: new Float32Array(count), labelKnownTime: new Float64Array(count) };
  for (let row = 0; row < count; row++) {
    const keptCell = cell[kept[row]];
    timed.labels[row] = labels.values[0][keptCell];
    timed.labelKnownTime[row] = milliseconds(labels.knowledgeTime[keptCell]);
  }
  return { panel: { ...panel, ...timed }, ...frame };
}

/**
 * For every cell the one whose row holds there: its own, or that of an earlier decision of the same entity, whichever
 * is the later event or revision. A cell that knows nothing holds its own emptiness.
 */
function carriedForward({ eventTime, knowledgeTime }: LatestRows, decisions: number): Int32Array {
  const held = new Int32Array(eventTime.length);
  for (let cell = 0, decision = 0; cell < held.length; cell++, decision = (decision + 1) % decisions) {
    const before = decision === 0 ? cell : held[cell - 1];
    const isLater =
      eventTime[before] > eventTime[cell] ||
      (eventTime[before] === eventTime[cell] && knowledgeTime[before] > knowledgeTime[cell]);
    held[cell] = isLater ? before : cell;
  }
  return held;
}

/** The kept rows of a column-major matrix; moved in place, so that a large one is not held twice. */
function takeRows(
  matrix: Float32Array<ArrayBuffer>,
  { rows, kept }: { rows: number; kept: Int32Array },
): Float32Array<ArrayBuffer> {
  const columns = rows === 0 ? 0 : matrix.length / rows;
  if (kept.length === rows) return matrix;
  let next = 0;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < kept.length; row++) matrix[next++] = matrix[column * rows + kept[row]];
  }
  return new Float32Array(matrix.buffer.transfer(next * Float32Array.BYTES_PER_ELEMENT));
}

function milliseconds(microseconds: number): number {
  return Math.floor(microseconds / 1_000);
}
