import { DatasetNameSchema, InstantSchema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { DatasetVersionRecord, Registry } from '@optaic/mlops/registry';
import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { rewrittenInputs } from './rewritten-inputs.ts';

const PRICES = DatasetNameSchema.parse('prices');
const NOW = InstantSchema.parse('2020-06-01T00:00:00.000Z');

/** Versions 1, 2, … of these modes, two a page, newest first. */
function historyOf(...modes: DatasetVersionRecord['mode'][]) {
  const versions = modes
    .map(
      (mode, index): DatasetVersionRecord => ({
        name: PRICES,
        version: index + 1,
        mode,
        manifestKey: 'manifest.json',
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
  return { datasets: { listDatasetVersions } };
}

const at = (version: number) => [{ name: PRICES, version }];

describe('rewrittenInputs', () => {
  it('finds backfills and replacements after the version used, up to the one pinned, in order', async () => {
    const registry = historyOf('append', 'backfill', 'replace', 'append', 'backfill', 'backfill');

    expect(await rewrittenInputs(at(5), at(2), registry)).toEqual([
      {
        dataset: PRICES,
        version: 5,
        usedVersion: 2,
        rewrites: [
          { version: 3, mode: 'replace', rows: 300, committedAt: NOW },
          { version: 5, mode: 'backfill', rows: 500, committedAt: NOW },
        ],
      },
    ]);
  });

  it('finds nothing where the input only grew, was not read before or is pinned at the version used', async () => {
    const registry = historyOf('append', 'append', 'backfill');

    expect(await rewrittenInputs(at(2), at(1), registry)).toEqual([]);
    expect(await rewrittenInputs(at(3), [], registry)).toEqual([]);
    expect(await rewrittenInputs(at(3), at(3), registry)).toEqual([]);
    expect(await rewrittenInputs(at(2), at(3), registry)).toEqual([]);
  });
});
