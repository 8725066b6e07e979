import { verifyChain } from '@optaic/mlops/activity';
import { UnavailableError, urn } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  INSTANCE,
  OUTPUT,
  openTestPipeline,
  type StageOptions,
  type TestPipeline,
} from './test-pipeline.ts';
import { auditRun } from './test-pit-audit.ts';

/** Numbers the calls that a stage makes to the stores and the registry, and fails one of them, before or after it acts. */
class Faults {
  #calls = 0;
  #at: number | undefined;
  #when: 'before' | 'after' = 'before';

  arm(at: number | undefined, when: 'before' | 'after'): void {
    this.#calls = 0;
    this.#at = at;
    this.#when = when;
  }

  /** The same object, its methods counted and failing on demand; members that are objects are wrapped as well. */
  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (typeof member === 'function')
          return (...values: unknown[]) => this.#call(() => member.apply(object, values));
        return typeof member === 'object' && member !== null ? this.wrap(member) : member;
      },
    });
  }

  async #call(act: () => unknown): Promise<unknown> {
    const isFaulty = this.#calls++ === this.#at;
    if (isFaulty && this.#when === 'before') throw new UnavailableError('test.fault', 'killed before the call');
    const result = await act();
    if (isFaulty) throw new UnavailableError('test.fault', 'killed after the call');
    return result;
  }
}

/** Every stage is killed before and after each of its calls, one attempt each, and then run to its end twice. */
function harassing(pipeline: TestPipeline) {
  const faults = new Faults();
  let kills = 0;
  const attempt: Attempt = async (stage) => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; ; at++) {
        faults.arm(at, when);
        const killed = await stage().then(
          () => undefined,
          (error: unknown) => error,
        );
        if (killed === undefined) break;
        expect(killed).toMatchObject({ code: 'test.fault' });
        kills++;
      }
    }
    faults.arm(undefined, 'before');
    return stage();
  };
  const services = pipeline.servicesWith({
    registry: faults.wrap(pipeline.registry),
    artifacts: faults.wrap(pipeline.artifacts),
    data: faults.wrap(pipeline.data),
  });
  return { options: { services, attempt }, kills: () => kills };
}

async function cycle(pipeline: TestPipeline, options: StageOptions = {}) {
  const training = await pipeline.request('training', '2018-10-31');
  const trained = await pipeline.train(training, options);
  const promotion = pipeline.context('promote');
  await pipeline.registry.modelVersions.promoteModelVersion(INSTANCE, 1, { reason: 'looks sane' }, promotion);
  const inference = await pipeline.request('inference', '2018-11-02');
  const published = await pipeline.infer(inference, options);
  const audits = [await auditRun(pipeline, training, options), await auditRun(pipeline, inference, options)];
  return {
    runs: [training, inference, ...audits.map(({ auditRunId }) => auditRunId)],
    results: [trained.result, published.result],
    audits,
  };
}

describe('stages of training, inference and audit that are killed and run again', () => {
  it('end in the same digests, one version of each, no activity lost or doubled', { timeout: 120_000 }, async () => {
    await using calm = await openTestPipeline();
    await using harassed = await openTestPipeline();
    const { options, kills } = harassing(harassed);

    const undisturbed = await cycle(calm);
    const disturbed = await cycle(harassed, options);

    expect(kills()).toBeGreaterThan(100);
    expect(disturbed).toEqual(undisturbed);
    expect((await harassed.registry.modelVersions.listModelVersions(INSTANCE)).items).toHaveLength(1);
    expect((await harassed.registry.datasets.listDatasetVersions(OUTPUT)).items).toHaveLength(1);
    for (const resource of [
      ...disturbed.runs.map(urn.run),
      urn.model(INSTANCE, 1),
      urn.instance(INSTANCE),
      urn.dataset(OUTPUT),
      urn.dataset(OUTPUT, 1),
    ]) {
      const { items: expected } = await calm.registry.activities.listActivitiesOf(resource);
      const { items } = await harassed.registry.activities.listActivitiesOf(resource);
      expect(items.map(({ action }) => action)).toEqual(expected.map(({ action }) => action));
      expect(verifyChain(items)).toBeUndefined();
    }
  });
});
