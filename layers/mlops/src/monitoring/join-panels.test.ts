import { describe, expect, it } from 'vitest';
import { joinPanels } from './join-panels.ts';
import { panelOf } from './panel-of.testing.ts';

describe('joinPanels', () => {
  it('is the panel of all dates', () => {
    const valueAt = (feature: number, day: number, entity: number) => 100 * feature + 10 * day + entity;
    const whole = panelOf(['a', 'b'], 3, 2, valueAt);
    const first = panelOf(['a', 'b'], 1, 2, valueAt);
    const later = panelOf(['a', 'b'], 2, 2, (feature, day, entity) => valueAt(feature, day + 1, entity));

    const joined = joinPanels([
      first,
      { ...later, decisionTime: later.decisionTime.map((milliseconds) => milliseconds + 86_400_000) },
    ]);

    expect(joined).toEqual(whole);
  });

  it('fails when their features differ', () => {
    const panels = [panelOf(['a'], 1, 1, () => 1), panelOf(['b'], 1, 1, () => 1)];

    expect(() => joinPanels(panels)).toThrow('stretches of one window have the features a and b');
  });
});
