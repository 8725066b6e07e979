import { InstantSchema, IntegrityError, Sha256Schema, type Urn, UrnSchema } from '@optaic/mlops/base';
import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';
import { z } from 'zod';
import { type ActivityAction, ActivityActionSchema, type ActivityPayload, ActivityPayloadSchemas } from './actions.ts';
import { ActorSchema } from './actor.ts';

/** The largest payload, as canonical JSON in UTF-8: 8 KiB, far below EventBridge's 256 KB an entry. */
export const PAYLOAD_LIMIT_BYTES = 8_192;

/** One entry of a resource's log; the table of these is the truth about what happened. */
export const ActivityEnvelopeSchema = z.strictObject({
  /** A hash of the commit's token and the entry's place in it, so that a repeated commit repeats no activity. */
  id: Sha256Schema,
  occurredAt: InstantSchema,
  actor: ActorSchema,
  action: ActivityActionSchema,
  resource: UrnSchema,
  /** The part of the URN before the colon, and the part after it. */
  resourceType: z.string(),
  resourceId: z.string(),
  /** 1, 2, 3… for each resource. */
  sequence: z.int().min(1),
  /** The run's id, or a request's. */
  correlationId: z.string().min(1).max(128),
  /** Fits the schema of its action in `ActivityPayloadSchemas`. */
  payload: z.record(z.string(), z.unknown()),
  /** The hash of the entry before, absent at sequence 1. */
  previousHash: Sha256Schema.optional(),
  /** SHA-256 of the canonical JSON of everything else. */
  hash: Sha256Schema,
});
export type ActivityEnvelope = z.infer<typeof ActivityEnvelopeSchema>;

/** What a change tells, before it has a place in its resource's log. */
export type ActivityDraft = {
  [Action in ActivityAction]: {
    readonly resource: Urn;
    readonly action: Action;
    readonly payload: ActivityPayload<Action>;
  };
}[ActivityAction];

/** Where a resource's log ends: the sequence and the hash of its last entry. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: ActivityEnvelope['hash'];
}

/**
 * Places a draft after the head of its resource's log.
 *
 * @throws {IntegrityError} `activity.payload_invalid` when the payload breaks its action's schema, `activity.payload_too_large`
 *   above 8 KiB: both are bugs of the caller.
 */
export function sealActivity(
  draft: ActivityDraft,
  head: ChainHead | undefined,
  occasion: Pick<ActivityEnvelope, 'id' | 'occurredAt' | 'actor' | 'correlationId'>,
): ActivityEnvelope {
  const payload = ActivityPayloadSchemas[draft.action].safeParse(draft.payload);
  if (!payload.success) {
    throw new IntegrityError(
      'activity.payload_invalid',
      `the payload of ${draft.action} on ${draft.resource} breaks its schema: ${z.prettifyError(payload.error)}`,
      { cause: payload.error },
    );
  }
  const bytes = new TextEncoder().encode(canonicalJson(payload.data)).length;
  if (bytes > PAYLOAD_LIMIT_BYTES) {
    throw new IntegrityError(
      'activity.payload_too_large',
      `the payload of ${draft.action} on ${draft.resource} has ${bytes} bytes, the limit is ${PAYLOAD_LIMIT_BYTES}; store it and name its key`,
    );
  }

  const colon = draft.resource.indexOf(':');
  const unsealed = {
    ...occasion,
    action: draft.action,
    resource: draft.resource,
    resourceType: draft.resource.slice(0, colon),
    resourceId: draft.resource.slice(colon + 1),
    sequence: (head?.sequence ?? 0) + 1,
    payload: payload.data,
    ...(head ? { previousHash: head.hash } : {}),
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** The hash an entry must have: SHA-256 of the canonical JSON of everything but `hash`. */
export function hashOf(activity: Omit<ActivityEnvelope, 'hash'> & { hash?: ActivityEnvelope['hash'] }) {
  const { hash: _hash, ...content } = activity;
  return sha256Hex(canonicalJson(content));
}
