import { CalendarDateSchema } from '@optaic/mlops/base';
import type { TimedPanel } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { FOLD, partFrame, rowsOfFold, TrainingSplitSchema } from './training-split.ts';

/** Twelve weekdays: Monday 2 to Tuesday 17 March 2020. */
const DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17].map((day) =>
  CalendarDateSchema.parse(`2020-03-${String(day).padStart(2, '0')}`),
);
const ENTITIES = ['A', 'B'];

/** A and B on each day; labels known at 22:00 two trading days later, but for those that `restated` says. */
function panel(restated: Readonly<Record<string, string>> = {}): TimedPanel {
  const keys = DAYS.flatMap((day, index) => ENTITIES.map((entity) => ({ day, entity, index })));
  return {
    rows: keys.length,
    entity: keys.map(({ entity }) => entity),
    decisionTime: Float64Array.from(keys, ({ day }) => Date.parse(day)),
    featureNames: ['v'],
    features: new Float32Array(keys.length),
    labels: new Float32Array(keys.length),
    labelKnownTime: Float64Array.from(keys, ({ day, entity, index }) =>
      Date.parse(restated[`${day} ${entity}`] ?? `${DAYS[index + 2] ?? '2020-03-19'}T22:00:00.000Z`),
    ),
  };
}

const SPLIT = { horizonDays: 2, validationShare: 0.25, embargoDays: 1 };

describe('partFrame', () => {
  it('parts the rows into train, embargo, purge and validation, and says why', () => {
    const { folds, split } = partFrame(panel(), SPLIT, DAYS);

    // Of twelve days the last three validate, from Friday 13 on. Labels of the 11th and 12th are known on the 13th and
    // the 16th; one day later, that of the 10th would be.
    expect(TrainingSplitSchema.parse(split)).toEqual({
      train: DAYS.slice(0, 6),
      validation: DAYS.slice(9),
      purged: [
        {
          date: '2020-03-11',
          rows: 2,
          reason:
            'purged: its label spans 2020-03-11T00:00:00.000Z to 2020-03-13T22:00:00.000Z and meets the test labels of 2020-03-13T00:00:00.000Z to 2020-03-19T22:00:00.000Z',
        },
        {
          date: '2020-03-12',
          rows: 2,
          reason: expect.stringContaining('2020-03-12T00:00:00.000Z to 2020-03-16T22:00:00.000Z and meets'),
        },
      ],
      embargoed: [
        {
          date: '2020-03-10',
          rows: 2,
          reason:
            'embargoed: its label spans 2020-03-10T00:00:00.000Z to 2020-03-12T22:00:00.000Z, too shortly before the test labels that begin 2020-03-13T00:00:00.000Z',
        },
      ],
    });
    expect([...rowsOfFold(folds, FOLD.train)]).toEqual([...Array(12).keys()]);
    expect([...rowsOfFold(folds, FOLD.validation)]).toEqual([18, 19, 20, 21, 22, 23]);
  });

  it('purges alone the row whose label was restated while validation ran', () => {
    const { folds, split } = partFrame(panel({ '2020-03-03 B': '2020-03-16T12:00:00.000Z' }), SPLIT, DAYS);

    expect(split.train).toContain('2020-03-03');
    expect(split.purged[0]).toMatchObject({ date: '2020-03-03', rows: 1 });
    expect(folds.slice(2, 4)).toEqual(Uint8Array.of(FOLD.train, FOLD.purged));
  });

  it('purges by the horizon where a label claims to be known sooner', () => {
    const early = Object.fromEntries(DAYS.flatMap((day) => ENTITIES.map((entity) => [`${day} ${entity}`, day])));

    expect(partFrame(panel(early), SPLIT, DAYS).split.purged.map(({ date }) => date)).toEqual([
      '2020-03-11',
      '2020-03-12',
    ]);
  });
});
