import type { Rewrites } from '@optaic/mlops/activity';
import type { Instant, Sha256, Urn } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import type { RowFacts } from './check-rows.ts';
import { type DatasetManifest, type DatasetPart, partBounds, type WriteMode } from './manifest.ts';

/** What a write really is: an append that rewrites history is a backfill, a backfill that does not is an append. */
export function effectiveMode(asked: WriteMode, { rowsBeforeHighWater }: RowFacts): WriteMode {
  if (asked === 'replace') return 'replace';
  return rowsBeforeHighWater > 0 ? 'backfill' : 'append';
}

/** The parts of a version that a write on top of it keeps: all, unless it is replaced. */
export function keptParts(mode: WriteMode, base: DatasetManifest | undefined): readonly DatasetPart[] {
  return mode === 'replace' ? [] : (base?.parts ?? []);
}

/** The manifest of a new version: the base's parts, unless it is replaced, and the new ones. */
export function nextManifest({
  schema,
  mode,
  parents,
  base,
  added,
  rewrites,
  contentDigest,
}: {
  schema: DatasetSchema;
  mode: WriteMode;
  parents: readonly Urn[];
  base: DatasetManifest | undefined;
  /** At least one, in the order of their keys. */
  added: readonly DatasetPart[];
  /** Of a backfill or a replacement; see measureRewrites. */
  rewrites?: Rewrites | undefined;
  /** Of the rows of all parts. */
  contentDigest: Sha256;
}): DatasetManifest {
  const parts = [...keptParts(mode, base), ...added];
  const { maxKnowledgeTime } = partBounds(parts);
  return {
    schema,
    mode,
    ...(rewrites === undefined ? {} : { rewrites }),
    parents: [...parents],
    parts,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    // A replacement may know less; what was committed once stays committed.
    highWaterMark: laterOf(maxKnowledgeTime, base?.highWaterMark ?? maxKnowledgeTime),
    contentDigest,
  };
}

function laterOf(left: Instant, right: Instant): Instant {
  return left > right ? left : right;
}
