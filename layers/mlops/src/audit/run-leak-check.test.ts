import { InvalidInputError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { leakFinding } from './leak-report.ts';
import { requireTime, runLeakCheck } from './run-leak-check.ts';

const EVIDENCE = { compared: 'this with that', rows: 3, cutDates: ['2020-03-02'], findings: [] };
const stopped = { seconds: 60, clock: () => 0, startedAt: 0 };

describe('runLeakCheck', () => {
  it('times a check that passes', async () => {
    let now = 1_000;
    const budget = { seconds: 60, clock: () => now, startedAt: 0 };

    const check = await runLeakCheck('label_overlap', budget, () => {
      now += 250;
      return EVIDENCE;
    });

    expect(check).toEqual({ check: 'label_overlap', outcome: 'passed', seconds: 0.25, ...EVIDENCE });
  });

  it('says found where something was', async () => {
    const findings = [
      leakFinding({ code: 'leak.label_overlap', message: 'two labels overlap', offending: ['A', 'B'] }),
    ];

    const check = await runLeakCheck('label_overlap', stopped, () => ({ ...EVIDENCE, findings }));

    expect(check).toMatchObject({ outcome: 'found', findings: [{ rows: 2, examples: ['A', 'B'] }] });
  });

  it('makes a finding of a check that cannot run', async () => {
    const check = await runLeakCheck('scaler_window', stopped, () => {
      throw new InvalidInputError('definition.threw', 'the trainer threw');
    });

    expect(check).toMatchObject({
      outcome: 'incomplete',
      rows: 0,
      findings: [
        {
          contract: 'dataset.pit',
          code: 'leak.check_incomplete',
          message: 'leak check scaler_window did not run to its end, so it did not pass: the trainer threw',
        },
      ],
    });
  });

  it('makes a finding of a check that has no time left, before it starts and while it runs', async () => {
    let now = 60_001;
    const budget = { seconds: 60, clock: () => now, startedAt: 0 };
    let ran = false;

    const before = await runLeakCheck('scaler_window', budget, () => {
      ran = true;
      return EVIDENCE;
    });
    now = 59_999;
    const during = await runLeakCheck('scaler_window', budget, () => {
      now += 2;
      requireTime(budget);
      return EVIDENCE;
    });

    expect(ran).toBe(false);
    for (const { outcome, findings } of [before, during]) {
      expect(outcome).toBe('incomplete');
      expect(findings[0]?.message).toContain('the budget of 60 s is spent');
    }
  });

  it('lets a bug through', async () => {
    const bug = runLeakCheck('scaler_window', stopped, () => {
      throw new TypeError('a bug');
    });

    await expect(bug).rejects.toThrow(TypeError);
  });
});
