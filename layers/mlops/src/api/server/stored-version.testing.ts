import { join } from 'node:path';
import { DatasetNameSchema, type Instant, InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import { DatasetManifestSchema, type DatasetPart, openDuckDb, partBounds } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import type { MemoryObjectStore } from '@optaic/mlops/pipeline/object-store.memory';
import type { DatasetVersionRecord } from '@optaic/mlops/registry';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2020-01-02');

export const partKeyOf = (day: number): string => `datasets/index/day-${day}.parquet`;

export interface StoredVersionRequest {
  readonly data: MemoryObjectStore;
  readonly directory: string;
  readonly version: number;
  /** Days after 2020-01-02; a part each, whose level is the day's number, known at 22:00. */
  readonly days: readonly number[];
}

/** Stores a version of dataset "index", a macro series, as ingest leaves it. */
export async function storeIndexVersion(request: StoredVersionRequest): Promise<DatasetVersionRecord> {
  const { data, version, days } = request;
  const parts: DatasetPart[] = [];
  for (const day of days) parts.push(await storePart(day, request));
  const bounds = partBounds(parts);
  const manifest = DatasetManifestSchema.parse({
    schema: {
      columns: [
        { name: 'event_time', role: 'event_time', type: 'timestamp' },
        { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
        { name: 'level', role: 'value', type: 'double' },
      ],
      knowledgeGrade: 'observed',
    },
    mode: 'append',
    parents: [],
    parts,
    rows: days.length,
    highWaterMark: bounds.maxKnowledgeTime,
    contentDigest: sha256Hex(`content of ${days.join()}`),
  });
  const manifestKey = `datasets/index/${version}/manifest.json`;
  await data.writeOnce(manifestKey, Buffer.from(JSON.stringify(manifest)));
  const { minEventTime, maxEventTime, maxKnowledgeTime } = bounds;
  return {
    name: DatasetNameSchema.parse('index'),
    version,
    mode: 'append',
    manifestKey,
    contentDigest: manifest.contentDigest,
    rows: days.length,
    minEventTime,
    maxEventTime,
    maxKnowledgeTime,
    parents: [],
    runId: RunIdSchema.parse('0'.repeat(26)),
    committedAt: maxKnowledgeTime,
  };
}

async function storePart(day: number, { data, directory }: StoredVersionRequest): Promise<DatasetPart> {
  const event = instantOf(FIRST_DAY + day * DAY_MS);
  const known = instantOf(Date.parse(event) + 22 * 3_600_000);
  const path = join(directory, `day-${day}.parquet`);
  const db = await openDuckDb({ directory });
  await db.run(`COPY (SELECT TIMESTAMP '${event.slice(0, 19)}' AS event_time, TIMESTAMP '${known.slice(0, 19)}' AS knowledge_time,
    ${day}::DOUBLE AS level) TO '${path}' (FORMAT parquet)`);
  db.close();
  const stored = await data.uploadOnce(partKeyOf(day), path);
  const times = { minEventTime: event, maxEventTime: event, minKnowledgeTime: known, maxKnowledgeTime: known };
  return { key: partKeyOf(day), ...stored, rows: 1, ...times };
}

function instantOf(milliseconds: number): Instant {
  return InstantSchema.parse(new Date(milliseconds).toISOString());
}
