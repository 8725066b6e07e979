import { rm } from 'node:fs/promises';
import type { CalendarDate } from '@optaic/mlops/base';
import { buildFrame, universeEntities } from './build-frame.ts';
import type { DuckDb } from './duckdb.ts';
import { FRAME_FILE_OPTIONS, writeFrame } from './frame-file.ts';
import { type AnyFrameRequest, checkFrameRequest, distinctDecisions } from './frame-request.ts';
import type { Frame } from './frame-rows.ts';
import { parquetRelation, quoteText } from './sql.ts';

/** What {@link buildFrame} says of a frame, without its rows. */
export interface FrameFile extends Omit<Frame<never>, 'panel'> {
  readonly path: string;
  readonly rows: number;
  readonly featureNames: readonly string[];
}

export interface FrameFileTarget {
  /** A Parquet file that `readFrame` and `readLabelledFrame` read. */
  readonly path: string;
  /** What the frame in the making may take, in bytes, beside DuckDB's own limit; one decision always fits. @default 512 MiB */
  readonly memoryBytes?: number;
}

/**
 * Builds a frame that may be larger than memory and writes it to a Parquet file: the same rows, bits and counts as
 * {@link buildFrame}, decision by decision. Each block of decisions reads the datasets once, so a frame of n blocks
 * costs n readings. Throws as `buildFrame`.
 */
export async function buildFrameFile(
  db: DuckDb,
  request: AnyFrameRequest,
  { path, memoryBytes = 512 * 1024 * 1024 }: FrameFileTarget,
): Promise<FrameFile> {
  checkFrameRequest(request);
  const blocks = await decisionBlocks(db, request, memoryBytes);
  const files = blocks.map((_, index) => `${path}.block-${String(index).padStart(5, '0')}`);
  const described: Omit<FrameFile, 'path'>[] = [];
  try {
    for (const [index, decisions] of blocks.entries()) {
      const { panel, ...block } = await buildFrame(db, { ...request, decisions });
      await writeFrame(db, files[index], panel);
      described.push({ ...block, rows: panel.rows, featureNames: panel.featureNames });
    }
    await db.run(`COPY (SELECT * FROM ${parquetRelation(files)}) TO ${quoteText(path)} (${FRAME_FILE_OPTIONS})`);
  } finally {
    for (const file of files) await rm(file, { force: true });
  }
  return { path, ...described.reduce(joined) };
}

/** Decisions, ascending, in runs whose frames fit the memory. */
async function decisionBlocks(
  db: DuckDb,
  request: AnyFrameRequest,
  memoryBytes: number,
): Promise<readonly (readonly CalendarDate[])[]> {
  const decisions = distinctDecisions(request);
  const entities = await universeEntities(db, request);
  const features = request.features.reduce((sum, { columns }) => sum + columns.length, 0);
  const widest = Math.max(0, ...request.features.map(({ columns }) => columns.length));
  const bytesARow = BYTES_A_VALUE * (features + widest) + BYTES_A_CELL;
  const size = Math.max(1, Math.floor(memoryBytes / Math.max(1, entities.length * bytesARow)));
  return Array.from({ length: Math.ceil(decisions.length / size) }, (_, index) =>
    decisions.slice(index * size, (index + 1) * size),
  );
}

const BYTES_A_VALUE = 4;
/** Event and knowledge time, the cell that is held, the row's own bookkeeping. */
const BYTES_A_CELL = 64;

function joined(before: Omit<FrameFile, 'path'>, next: Omit<FrameFile, 'path'>): Omit<FrameFile, 'path'> {
  return {
    rows: before.rows + next.rows,
    featureNames: next.featureNames,
    expected: before.expected + next.expected,
    dropped: {
      not_in_universe: before.dropped.not_in_universe + next.dropped.not_in_universe,
      no_feature: before.dropped.no_feature + next.dropped.no_feature,
      label_unknown: before.dropped.label_unknown + next.dropped.label_unknown,
    },
    members: new Map([...before.members, ...next.members]),
    maxKnowledgeTime: Math.max(before.maxKnowledgeTime, next.maxKnowledgeTime),
  };
}
