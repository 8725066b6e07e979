import { CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { type KnownOutcomes, type PublishedSignals, realisedCoefficients } from './realised-coefficients.ts';

const date = (text: string) => CalendarDateSchema.parse(text);
const at = (text: string) => Date.parse(`${text}T00:00:00.000Z`);
const ASSETS = ['A', 'B', 'C', 'D', 'E'];

function signalsOn(day: string, values: number[]): PublishedSignals {
  return {
    entity: ASSETS.slice(0, values.length),
    decisionTime: Float64Array.from(values, () => at(day)),
    signal: Float64Array.from(values),
  };
}

function outcomesOn(day: string, known: string, values: number[]): KnownOutcomes {
  return {
    entity: ASSETS.slice(0, values.length),
    // Outcomes are about the close of the day, decisions about its start: they meet on the day.
    decisionTime: Float64Array.from(values, () => at(day) + 75_600_000),
    outcome: Float64Array.from(values),
    knowledgeTime: Float64Array.from(values, () => at(known)),
  };
}

const VERSIONS = new Map([[date('2020-01-03'), 2]]);

describe('realisedCoefficients', () => {
  it('ranks the signals of a date against its outcomes', () => {
    // 2 1 4 3 5 against 1 2 3 4 5: 0.8.
    const { coefficients } = realisedCoefficients(
      signalsOn('2020-01-03', [-1, -0.5, 0, 0.5, 1]),
      outcomesOn('2020-01-03', '2020-01-10', [0.02, 0.01, 0.04, 0.03, 0.05]),
      VERSIONS,
    );

    expect(coefficients).toEqual([
      {
        decisionDate: '2020-01-03',
        modelVersion: 2,
        value: expect.closeTo(0.8, 12),
        assets: 5,
        outcomeKnownDate: '2020-01-10',
      },
    ]);
  });

  it('does not depend on the order of the rows', () => {
    const signals = signalsOn('2020-01-03', [-1, -0.5, 0, 0.5, 1]);
    const outcomes = outcomesOn('2020-01-03', '2020-01-10', [0.02, 0.01, 0.04, 0.03, 0.05]);
    const reversed = {
      entity: signals.entity.toReversed(),
      decisionTime: signals.decisionTime.toReversed(),
      signal: signals.signal.toReversed(),
    };

    expect(realisedCoefficients(reversed, outcomes, VERSIONS)).toEqual(
      realisedCoefficients(signals, outcomes, VERSIONS),
    );
  });

  it('leaves out a date until an outcome of it is known', () => {
    const outcomes = outcomesOn('2020-01-10', '2020-01-17', [1, 2, 3, 4, 5]);

    expect(realisedCoefficients(signalsOn('2020-01-03', [1, 2, 3, 4, 5]), outcomes, VERSIONS).coefficients).toEqual([]);
  });

  it('counts the assets that have both and has no value for fewer than five', () => {
    const outcomes = outcomesOn('2020-01-03', '2020-01-10', [1, 2, 3, 4]);

    const { coefficients } = realisedCoefficients(signalsOn('2020-01-03', [1, 2, 3, 4, 5]), outcomes, VERSIONS);

    expect(coefficients[0]).toMatchObject({ value: null, assets: 4 });
  });

  it('counts a date that no version is known for and does not judge it', () => {
    const signals = signalsOn('2020-01-04', [1, 2, 3, 4, 5]);
    const outcomes = outcomesOn('2020-01-04', '2020-01-10', [1, 2, 3, 4, 5]);

    expect(realisedCoefficients(signals, outcomes, VERSIONS)).toEqual({ coefficients: [], unattributedDates: 1 });
  });
});
