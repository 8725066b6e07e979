import { CalendarDateSchema, InstanceIdSchema } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { describe, expect, it } from 'vitest';
import { continueFrom, framedDecisions, type MemoryPlan } from './inference-memory.ts';

const day = (date: string) => CalendarDateSchema.parse(date);
const CALENDAR = ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07', '2020-01-08'].map(day);
const stateOf = (date: string) => ({ key: `state-${date}`, sha256: sha256Hex(date), through: Date.parse(date) });

function planOf(kind: 'previous' | 'contiguous', ...states: string[]): MemoryPlan {
  return {
    instanceId: InstanceIdSchema.parse('Alpha'),
    model: { version: 3 },
    memory: { kind, states: states.map(stateOf) },
  };
}

describe('continueFrom', () => {
  it('takes the latest state from before the first decision', () => {
    const plan = planOf('contiguous', '2020-01-07', '2020-01-03', '2020-01-02');

    expect(continueFrom(plan, [day('2020-01-07')])?.key).toBe('state-2020-01-03');
    expect(continueFrom(plan, [day('2020-01-08')])?.key).toBe('state-2020-01-07');
  });

  it('starts anew where earlier runs are only remembered, and refuses where no bar may be skipped', () => {
    const decisions = [day('2020-01-02')];

    expect(continueFrom(planOf('previous', '2020-01-03'), decisions)).toBeUndefined();
    expect(() => continueFrom(planOf('contiguous', '2020-01-03'), decisions)).toThrow(/is not after 2020-01-03/);
    expect(() => continueFrom(planOf('contiguous'), decisions)).toThrow(/left no state/);
  });
});

describe('framedDecisions', () => {
  const decisions = [day('2020-01-07')];
  const before = stateOf('2020-01-02');

  it('has every trading day since the state, up to the last decision', () => {
    expect(framedDecisions(planOf('contiguous'), { decisions, before, calendar: CALENDAR })).toEqual(
      CALENDAR.slice(1, 4),
    );
  });

  it('has only the decisions where bars may be skipped, and keeps a day that is none for the frame to refuse', () => {
    const sunday = [day('2020-01-05')];

    expect(framedDecisions(planOf('previous'), { decisions, before, calendar: CALENDAR })).toEqual(decisions);
    expect(framedDecisions(planOf('contiguous'), { decisions: sunday, before, calendar: CALENDAR })).toEqual([
      '2020-01-03',
      '2020-01-05',
    ]);
  });
});
