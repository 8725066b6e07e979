import { InstanceIdSchema, InstantSchema, Sha256Schema, urn } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { ActivityEnvelopeSchema, hashOf, sealActivity } from './envelope.ts';

const instanceId = InstanceIdSchema.parse('SPX');
const occasion = {
  id: Sha256Schema.parse('1'.repeat(64)),
  occurredAt: InstantSchema.parse('2020-03-13T21:00:00.000Z'),
  actor: { kind: 'person' as const, id: 'ada' },
  correlationId: 'c1',
};
const resumed = {
  resource: urn.model(instanceId, 3),
  action: 'model_instance.resumed' as const,
  payload: { instanceId, reason: 'calm again' },
};

describe('sealActivity', () => {
  it('starts a log at sequence 1, without a previous hash', () => {
    const sealed = sealActivity(resumed, undefined, occasion);

    expect(sealed).toMatchObject({ ...occasion, sequence: 1, resourceType: 'model', resourceId: 'SPX@3' });
    expect(sealed).not.toHaveProperty('previousHash');
    expect(sealed.hash).toBe(hashOf(sealed));
    expect(ActivityEnvelopeSchema.parse(sealed)).toEqual(sealed);
  });

  it('goes on after the head with its hash', () => {
    const head = { sequence: 41, hash: Sha256Schema.parse('a'.repeat(64)) };

    expect(sealActivity(resumed, head, occasion)).toMatchObject({ sequence: 42, previousHash: head.hash });
  });

  it('throws activity.payload_invalid for a payload that breaks the schema of its action', () => {
    const draft = { ...resumed, payload: { instanceId, reason: '' } };

    expect(() => sealActivity(draft, undefined, occasion)).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'activity.payload_invalid' }),
    );
  });

  it('throws activity.payload_too_large above 8 KiB of UTF-8', () => {
    const payload = { runId: 'R'.repeat(26), summary: {} as Record<string, string> };
    for (let member = 0; member < 40; member++) payload.summary[`member${member}`] = 'é'.repeat(120);
    const draft = { resource: resumed.resource, action: 'training.completed', payload } as never;

    expect(() => sealActivity(draft, undefined, occasion)).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'activity.payload_too_large' }),
    );
  });
});
