import { CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { joinOutcomes } from './join-outcomes.ts';

const at = (text: string) => Date.parse(text);
const date = (text: string) => CalendarDateSchema.parse(text);

describe('joinOutcomes', () => {
  const signals = {
    entity: ['B', 'A', 'A', 'B', 'A'],
    decisionTime: Float64Array.of(
      at('2015-01-05'),
      at('2015-01-05'),
      at('2015-01-06'),
      at('2015-01-07'),
      at('2015-01-07'),
    ),
    signal: Float64Array.of(0.5, -0.5, 1, 0.1, 0.2),
  };
  const outcomes = {
    entity: ['A', 'C', 'B', 'A', 'A'],
    decisionTime: Float64Array.of(
      at('2015-01-05T21:00:00Z'),
      at('2015-01-05'),
      at('2015-01-07'),
      at('2015-01-06'),
      at('2015-01-07'),
    ),
    outcome: Float64Array.of(0.01, 0.02, 0.03, 0.04, Number.NaN),
    knowledgeTime: Float64Array.of(
      at('2015-01-12'),
      at('2015-01-13'),
      at('2015-01-14'),
      at('2015-01-13'),
      at('2015-01-14'),
    ),
  };

  it('puts the outcome of the same entity and day beside a signal, in the order of day and entity', () => {
    const { panel, unrealised } = joinOutcomes(signals, outcomes, new Set([date('2015-01-05'), date('2015-01-07')]));

    expect(panel.entity).toEqual(['A', 'B', 'A', 'B']);
    expect([...Float64Array.from(panel.signal)]).toEqual([-0.5, 0.5, 0.2, 0.1]);
    expect([...Float64Array.from(panel.outcome)]).toEqual([0.01, Number.NaN, Number.NaN, 0.03]);
    expect(unrealised).toBe(0);
  });

  it('counts decisions without one known outcome, and says when the last outcome of a decision was known', () => {
    const later = { ...signals, decisionTime: signals.decisionTime.map((time) => time + 7 * 86_400_000) };
    const days = ['2015-01-12', '2015-01-13', '2015-01-14'].map(date);

    expect(joinOutcomes(later, outcomes, new Set(days))).toMatchObject({ unrealised: 3, panel: { entity: [] } });
    expect(joinOutcomes(signals, outcomes, new Set([date('2015-01-05')])).outcomeKnownDates).toEqual(
      new Map([[date('2015-01-05'), date('2015-01-13')]]),
    );
  });
});
