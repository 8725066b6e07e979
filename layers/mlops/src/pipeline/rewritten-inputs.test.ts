import { DatasetNameSchema, InstantSchema } from '@optaic/mlops/base';
import { DatasetManifestSchema } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import type { DatasetVersionRecord, Registry } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { createMemoryObjectStore } from './object-store.memory.ts';
import { type RewritesServices, rewrittenInputs } from './rewritten-inputs.ts';

const PRICES = DatasetNameSchema.parse('prices');
const NOW = InstantSchema.parse('2020-06-01T00:00:00.000Z');

/** Versions 1, 2, … of these modes, two a page, newest first; what rewrites history adds as many rows as its number. */
async function historyOf(...modes: DatasetVersionRecord['mode'][]): Promise<RewritesServices> {
  const versions = modes
    .map(
      (mode, index): DatasetVersionRecord => ({
        name: PRICES,
        version: index + 1,
        mode,
        manifestKey: `${index + 1}/manifest.json`,
        contentDigest: sha256Hex(mode),
        rows: 100 * (index + 1),
        minEventTime: NOW,
        maxEventTime: NOW,
        maxKnowledgeTime: NOW,
        parents: [],
        runId: runIdFrom([mode, index]),
        committedAt: NOW,
      }),
    )
    .toReversed();
  const listDatasetVersions: Registry['datasets']['listDatasetVersions'] = async (_, page) => {
    const start = Number(page?.nextToken ?? 0);
    return {
      items: versions.slice(start, start + 2),
      ...(start + 2 < versions.length ? { nextToken: String(start + 2) } : {}),
    };
  };
  const data = createMemoryObjectStore();
  for (const { manifestKey, version, mode } of versions)
    await data.writeJsonOnce(manifestKey, manifest(version, mode), DatasetManifestSchema);
  return { registry: { datasets: { listDatasetVersions } }, data };
}

function manifest(version: number, mode: DatasetVersionRecord['mode']) {
  const file = { key: 'part.parquet', sha256: sha256Hex('part'), bytes: 1, rows: 1 };
  const bounds = { minEventTime: NOW, maxEventTime: NOW, minKnowledgeTime: NOW, maxKnowledgeTime: NOW };
  const column = (name: string, role: string, type: string) => ({ name, role, type });
  return DatasetManifestSchema.parse({
    schema: {
      columns: [
        column('event_time', 'event_time', 'timestamp'),
        column('knowledge_time', 'knowledge_time', 'timestamp'),
        column('close', 'value', 'double'),
      ],
      knowledgeGrade: 'observed',
    },
    mode,
    parents: [],
    parts: [{ ...file, ...bounds }],
    rows: 1,
    highWaterMark: NOW,
    ...(mode === 'append' ? {} : { rewrites: { added: version, revised: 1, dropped: 0 } }),
    contentDigest: sha256Hex('rows'),
  });
}

const at = (version: number) => [{ name: PRICES, version }];

describe('rewrittenInputs', () => {
  it('finds backfills and replacements after the version used, up to the one pinned, in order', async () => {
    const services = await historyOf('append', 'backfill', 'replace', 'append', 'backfill', 'backfill');

    expect(await rewrittenInputs(at(5), at(2), services)).toEqual([
      {
        dataset: PRICES,
        version: 5,
        usedVersion: 2,
        rewrites: [
          { version: 3, mode: 'replace', rows: { added: 3, revised: 1, dropped: 0 }, committedAt: NOW },
          { version: 5, mode: 'backfill', rows: { added: 5, revised: 1, dropped: 0 }, committedAt: NOW },
        ],
      },
    ]);
  });

  it('finds nothing where the input only grew, was not read before or is pinned at the version used', async () => {
    const services = await historyOf('append', 'append', 'backfill');

    expect(await rewrittenInputs(at(2), at(1), services)).toEqual([]);
    expect(await rewrittenInputs(at(3), [], services)).toEqual([]);
    expect(await rewrittenInputs(at(3), at(3), services)).toEqual([]);
    expect(await rewrittenInputs(at(2), at(3), services)).toEqual([]);
  });
});
