import { InstanceIdSchema, InstantSchema, urn } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActivityEnvelope, hashOf, sealActivity } from './envelope.ts';
import { verifyChain } from './verify-chain.ts';

const instanceId = InstanceIdSchema.parse('SPX');

function logOf(length: number, resource = urn.instance(instanceId)): ActivityEnvelope[] {
  const log: ActivityEnvelope[] = [];
  for (let n = 1; n <= length; n++) {
    const draft = {
      resource,
      action: 'model_instance.resumed',
      payload: { instanceId, reason: `reason ${n}` },
    } as const;
    log.push(
      sealActivity(draft, log.at(-1), {
        id: sha256Hex(`${resource}#${n}`),
        occurredAt: InstantSchema.parse('2020-03-13T21:00:00.000Z'),
        actor: { kind: 'person', id: 'ada' },
        correlationId: 'c1',
      }),
    );
  }
  return log;
}

describe('verifyChain', () => {
  it('finds nothing in an intact log, nor in an empty one', () => {
    expect(verifyChain(logOf(20))).toBeUndefined();
    expect(verifyChain([])).toBeUndefined();
  });

  it('finds a changed entry by its content, and by its hash when that was made to fit', () => {
    const log = logOf(5);
    const changed = { ...(log[2] as ActivityEnvelope), payload: { instanceId, reason: 'another' } };
    const refitted = { ...changed, hash: hashOf(changed) };

    expect(verifyChain(log.with(2, changed))).toMatchObject({
      sequence: 3,
      problem: expect.stringContaining('content'),
    });
    expect(verifyChain(log.with(2, refitted))).toMatchObject({ sequence: 4, problem: expect.stringContaining('hash') });
  });

  it('finds any dropped, repeated or swapped entry, and any member changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), fc.nat(), (length, first, second) => {
        const log = logOf(length);
        const [here, there] = [first % (length - 1), second % length];
        const swapped = log.with(here, log[there] as ActivityEnvelope).with(there, log[here] as ActivityEnvelope);
        const member = Object.keys(log[here] as ActivityEnvelope)[second % 10] as keyof ActivityEnvelope;
        const altered = log.with(here, { ...(log[here] as ActivityEnvelope), [member]: 'altered' });

        expect(verifyChain(log.toSpliced(here, 1))).toBeDefined();
        expect(verifyChain(log.toSpliced(here, 0, log[here] as ActivityEnvelope))).toBeDefined();
        if (here !== there) expect(verifyChain(swapped)).toBeDefined();
        expect(verifyChain(altered)).toBeDefined();
      }),
    );
  });

  it('finds an entry of another log', () => {
    const foreign = logOf(3, urn.model(instanceId, 1));

    expect(verifyChain(logOf(3).with(1, foreign[1] as ActivityEnvelope))).toMatchObject({ sequence: 2 });
  });
});
