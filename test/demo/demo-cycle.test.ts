import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoRun, runDemo } from './run-demo.ts';

const SECONDS_LIMIT = 180;
const MEMORY_LIMIT_MIB = 1_536;

describe('npm run demo', () => {
  const directory = mkdtempSync(join(tmpdir(), 'optaic-demo-test-'));
  let first: DemoRun;
  let second: DemoRun;
  let otherSeed: DemoRun;

  beforeAll(async () => {
    first = await runDemo(directory, 7);
    second = await runDemo(directory, 7);
    otherSeed = await runDemo(directory, 8);
    for (const [name, { seconds, peakMemoryMiB }] of Object.entries({ first, second, otherSeed })) {
      console.log(`demo ${name}: ${seconds.toFixed(1)} s, peak PSS of its processes ${peakMemoryMiB.toFixed(0)} MiB`);
    }
  }, 600_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it(`ends within ${SECONDS_LIMIT} s under ${MEMORY_LIMIT_MIB} MiB`, () => {
    expect(first.seconds).toBeLessThan(SECONDS_LIMIT);
    expect(first.peakMemoryMiB).toBeGreaterThan(100); // nothing measured would pass any limit
    expect(first.peakMemoryMiB).toBeLessThan(MEMORY_LIMIT_MIB);
  });

  it('makes 2 models and 22 predictions, each digest distinct', () => {
    const { models, predictions, datasets } = first.summary.digests;

    expect(Object.keys(models)).toHaveLength(2);
    expect(Object.keys(predictions)).toHaveLength(22);
    for (const digests of [models, predictions, datasets]) {
      const values = Object.values(digests);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it('gives the same summary twice, timings aside', () => {
    const { timings: _first, ...one } = first.summary;
    const { timings: _second, ...two } = second.summary;

    expect(two).toEqual(one);
  });

  it('gives other models and predictions with another seed, from the same data', () => {
    const { digests } = first.summary;
    const other = otherSeed.summary.digests;

    for (const name of Object.keys(digests.models)) expect(other.models[name]).not.toBe(digests.models[name]);
    for (const week of Object.keys(digests.predictions))
      expect(other.predictions[week]).not.toBe(digests.predictions[week]);
    expect(other.datasets['price_features@1']).toBe(digests.datasets['price_features@1']);
  });

  it('opens exactly one drift alert, in the crash, which causes exactly one retraining', () => {
    const { alerts, retrainings, versions } = first.summary;

    expect(alerts).toHaveLength(1);
    const opened = alerts[0]?.openedAsOf ?? '';
    expect(opened >= '2020-02-28' && opened <= '2020-03-20').toBe(true);
    expect(retrainings).toEqual([{ asOf: `${opened}T23:59:59.999Z`, alertOpened: opened }]);
    expect(versions.map(({ version, stage }) => [version, stage])).toEqual([
      [1, 'production'],
      [2, 'staging'],
    ]);
  });

  it('certifies every model version, and the predictions that were audited, as free of lookahead', () => {
    const { certificates, digests, versions } = first.summary;

    const subjects = Object.keys(certificates);
    expect(subjects.filter((subject) => subject.startsWith('model:'))).toHaveLength(versions.length);
    expect(subjects).toContain('dataset:spx_alpha_predictions@22');
    for (const { verdict, grade, datasets } of Object.values(certificates)) {
      expect(verdict).toBe('identical');
      expect(grade).toBe('C');
      for (const { futureRows, restatedRows } of datasets) expect(futureRows * restatedRows).toBeGreaterThan(0);
    }
    for (const [model, digest] of Object.entries(digests.models)) {
      const onnx = certificates[`model:${model}`]?.digests.find(({ output }) => output === 'onnx');
      expect(onnx).toEqual({ output: 'onnx', original: digest, poisoned: digest });
    }
  });

  it('gives the same evidence when the demo is run and audited again', () => {
    const one = first.summary.certificates;
    const two = second.summary.certificates;
    const onDemand = one['model:SPX_Alpha_Signal_Model@1'];

    expect(onDemand?.digests.map(({ output }) => output)).toEqual(['frame', 'onnx', 'native']);
    expect(two).toEqual(one);
  });

  it('says that its universe has survivors only', () => {
    expect(first.summary.notes).toEqual([
      expect.stringMatching(
        /^survivors only: none of the 20 entities of universe "us_large_cap_universe" ever leaves it/,
      ),
    ]);
  });

  it('leads every prediction to model, definition and data, and every chain verifies', () => {
    const { lineage, activities } = first.summary;

    expect(lineage.predictionVersions).toBe(22);
    expect(lineage.complete).toBe(22);
    expect(activities.chains).toBeGreaterThan(50);
    expect(activities.brokenChains).toEqual([]);
  });
});
