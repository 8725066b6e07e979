import { describe, expect, it } from 'vitest';
import { RunStatusSchema } from './records.ts';
import { runIdFrom } from './run-id.ts';
import { checkRunMove, isTerminal } from './run-status.ts';

const statuses = RunStatusSchema.options;
const legal = new Set([
  'pending running',
  'pending failed',
  'pending cancelled',
  'running completed',
  'running failed',
  'running cancelled',
]);

describe('checkRunMove', () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))('judges %s → %s', (status, to) => {
    const move = () => checkRunMove({ id: runIdFrom('r'), status }, to);

    if (legal.has(`${status} ${to}`)) expect(move).not.toThrow();
    else expect(move).toThrow(expect.objectContaining({ name: 'ConflictError', code: 'run.illegal_transition' }));
  });
});

describe('isTerminal', () => {
  it('is true for completed, failed and cancelled alone', () => {
    expect(statuses.filter(isTerminal)).toEqual(['completed', 'failed', 'cancelled']);
  });
});
