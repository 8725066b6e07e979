import { InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { FreshnessSchema } from './freshness.ts';
import { judgeFreshness } from './judge-freshness.ts';

const instant = (text: string) => InstantSchema.parse(text);
const DAILY = { every: 'daily', calendar: 'nyse', graceDays: 1 } as const;
const TUESDAY = instant('2024-12-24T18:00:00.000Z');
const FAILED = {
  runId: RunIdSchema.parse('01J00000000000000000000000'),
  at: instant('2024-12-26T22:00:00.000Z'),
  message: 'knowledge before event',
};

describe('judgeFreshness', () => {
  it('is ready up to the last moment and stale after it: Thursday, and Friday of grace, since Wednesday is Christmas', () => {
    const facts = { updateFrequency: DAILY, lastEvent: TUESDAY };
    const last = judgeFreshness({ ...facts, now: instant('2024-12-27T23:59:59.999Z') });
    const after = judgeFreshness({ ...facts, now: instant('2024-12-28T00:00:00.000Z') });

    expect(last).toMatchObject({ status: 'ready', lastEvent: TUESDAY, dueBy: '2024-12-27T23:59:59.999Z' });
    expect(after).toEqual({
      status: 'stale',
      lastEvent: TUESDAY,
      dueBy: '2024-12-27T23:59:59.999Z',
      reason: 'its newest event is 2024-12-24T18:00:00.000Z, a later one was due by 2024-12-27T23:59:59.999Z',
    });
    expect(FreshnessSchema.parse(after)).toEqual(after);
  });

  it('is not initialized while no row is known', () => {
    expect(judgeFreshness({ updateFrequency: DAILY, now: TUESDAY })).toEqual({
      status: 'not_initialized',
      reason: 'no row is known by 2024-12-24T18:00:00.000Z',
    });
  });

  it('is an error after a failed write, with rows or without, and says whether it is late besides', () => {
    const early = judgeFreshness({ updateFrequency: DAILY, lastEvent: TUESDAY, failedWrite: FAILED, now: FAILED.at });
    const late = judgeFreshness({
      updateFrequency: DAILY,
      lastEvent: TUESDAY,
      failedWrite: FAILED,
      now: instant('2025-01-15T00:00:00.000Z'),
    });

    expect(early.status).toBe('error');
    expect(early.reason).toBe(`run ${FAILED.runId} failed to write it at ${FAILED.at}: knowledge before event`);
    expect(late.reason).toMatch(/knowledge before event, and its newest event is .* was due by/);
    expect(judgeFreshness({ failedWrite: FAILED, now: FAILED.at }).status).toBe('error');
  });

  it('is never stale without an update frequency', () => {
    const now = instant('2099-01-01T00:00:00.000Z');

    expect(judgeFreshness({ lastEvent: TUESDAY, now })).toMatchObject({ status: 'ready' });
    expect(judgeFreshness({ lastEvent: TUESDAY, now }).dueBy).toBeUndefined();
  });
});
