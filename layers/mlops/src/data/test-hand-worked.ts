/**
 * Histories worked by hand: what is known when, what is read, and why. March 2020 begins on a Sunday, so that 2 to 6 and
 * 9 to 13 are its first two trading weeks; closes are known at 22:00 of their day unless a history says otherwise. A date
 * as an as-of time is the end of that day, UTC. Each is also what the row-by-row oracle says of it.
 */
export const WEEKDAYS = ['02', '03', '04', '05', '06', '09', '10', '11', '12', '13'].map((day) => `2020-03-${day}`);
export interface HandWorkedHistory {
  readonly title: string;
  readonly rows: string;
  /** Part of the rows in a second write: the dataset as it was before has the first only. */
  readonly backfilled?: string;
  /** `asOf | reads`: the rows read, as `entity event=value`, or the code of the error. */
  readonly reads?: string;
  /** `decision | reads`: each row of the frame, as `entity=value`, labels after a colon, NaN for missing. */
  readonly frame?: {
    readonly table: string;
    readonly asOf: string;
    readonly featureLag?: number;
    readonly calendar?: readonly string[];
    readonly universe?: string;
    readonly macro?: string;
    readonly labels?: string;
    readonly dropped?: Partial<Record<'not_in_universe' | 'no_feature' | 'label_unknown', number>>;
  };
}

export const HAND_WORKED_HISTORIES: readonly HandWorkedHistory[] = [
  {
    title: 'a revision counts from when it is known',
    rows: `
      entity | event      | known            | v   | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 10  | the close
      A      | 2020-03-02 | 2020-03-04 09:00 | 11  | corrected two days later`,
    reads: `
      asOf             | reads           | why
      2020-03-02       | A 2020-03-02=10 | only the close is known
      2020-03-04 08:59 | A 2020-03-02=10 | a minute before the correction
      2020-03-04 09:00 | A 2020-03-02=11 | known at its very moment`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-02 | A=10  | at the end of the day, the close
        2020-03-03 | A=10  | not corrected yet
        2020-03-04 | A=11  | corrected that morning`,
    },
  },
  {
    title: 'a late row of an old event does not hide the event after it',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-03 | 2020-03-03 22:00 | 30 | on time
      A      | 2020-03-02 | 2020-03-05 22:00 | 20 | three days late`,
    reads: `
      asOf       | reads                            | why
      2020-03-04 | A 2020-03-03=30                  | the older event is not known yet
      2020-03-05 | A 2020-03-02=20, A 2020-03-03=30 | now both are, by event`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-02 |       | nothing known: dropped
        2020-03-04 | A=30  | the one event known
        2020-03-05 | A=30  | the greatest event, 3 March, not the row known last (20)`,
      dropped: { no_feature: 1 },
    },
  },
  {
    title: 'a late revision of an old event does not hide the event after it, and a revision of that one counts',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 |
      A      | 2020-03-03 | 2020-03-03 22:00 | 30 |
      A      | 2020-03-02 | 2020-03-04 22:00 | 21 | known last on the 4th, about the 2nd
      A      | 2020-03-03 | 2020-03-05 22:00 | 31 | about the latest event`,
    reads: `
      asOf       | reads                            | why
      2020-03-04 | A 2020-03-02=21, A 2020-03-03=30 | each event in its latest revision`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-03 | A=30  |
        2020-03-04 | A=30  | plain ASOF on knowledge time would say 21
        2020-03-05 | A=31  | the latest event, revised`,
    },
  },
  {
    title: 'of two events known at one time the later one is read',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-03 | 2020-03-04 12:00 | 30 | a file of two days
      A      | 2020-03-02 | 2020-03-04 12:00 | 20 | arrives at once`,
    reads: `
      asOf       | reads                            | why
      2020-03-04 | A 2020-03-02=20, A 2020-03-03=30 | both at once`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-03 |       | nothing known: dropped
        2020-03-04 | A=30  | the tie in knowledge goes to the greater event time`,
      dropped: { no_feature: 1 },
    },
  },
  {
    title: 'over a gap the last known row is read on',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 |
      A      | 2020-03-05 | 2020-03-05 22:00 | 50 | no rows about the 3rd and 4th`,
    reads: `
      asOf       | reads                            | why
      2020-03-04 | A 2020-03-02=20                  | nothing is made up for the days between
      2020-03-05 | A 2020-03-02=20, A 2020-03-05=50 |`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-03 | A=20  | still the 2nd
        2020-03-04 | A=20  | still the 2nd
        2020-03-05 | A=50  |`,
    },
  },
  {
    title: 'a backfill changes what the new version says of the past, not what the old version says',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 | version 1
      A      | 2020-03-04 | 2020-03-04 22:00 | 40 | version 1`,
    backfilled: `
      entity | event      | known            | v  | why
      A      | 2020-03-03 | 2020-03-03 22:00 | 30 | version 2: written later, known before the 4th`,
    reads: `
      version | asOf       | reads                                             | why
      1       | 2020-03-03 | A 2020-03-02=20                                   | version 1 never knew of the 3rd
      2       | 2020-03-03 | A 2020-03-02=20, A 2020-03-03=30                  | as if it had been there
      1       | 2020-03-04 | A 2020-03-02=20, A 2020-03-04=40                  |
      2       | 2020-03-04 | A 2020-03-02=20, A 2020-03-03=30, A 2020-03-04=40 |`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-02 | A=20  |
        2020-03-03 | A=30  | of version 2: from the backfill
        2020-03-04 | A=40  |`,
    },
  },
  {
    title: 'of a restatement on the same day the date reads the last, the instant what was known by it',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 14:00 | 20 | flash
      A      | 2020-03-02 | 2020-03-02 22:00 | 21 | final, the same evening`,
    reads: `
      asOf             | reads           | why
      2020-03-02 13:59 | dataset.not_known_yet | before the flash
      2020-03-02 15:00 | A 2020-03-02=20 | the flash
      2020-03-02       | A 2020-03-02=21 | the end of the day`,
    frame: {
      asOf: '2020-03-02 15:00',
      table: `
        decision   | reads | why
        2020-03-02 | A=20  | the frame's own as-of cuts the day short`,
    },
  },
  {
    title: 'a dataset says nothing as of before its first row',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-03 00:00 | 20 | known at midnight: the first instant of the 3rd`,
    reads: `
      asOf       | reads                 | why
      2020-03-01 | dataset.not_known_yet |
      2020-03-02 | dataset.not_known_yet | its event is past, but 23:59:59.999 is before midnight
      2020-03-03 | A 2020-03-02=20       |`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads | why
        2020-03-02 |       | not known by the end of the 2nd: dropped
        2020-03-03 | A=20  |`,
      dropped: { no_feature: 1 },
    },
  },
  {
    title: 'a value that the latest revision leaves out is missing, not the one before',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 |
      A      | 2020-03-02 | 2020-03-03 22:00 | –  | withdrawn
      B      | 2020-03-02 | 2020-03-02 22:00 | 5  |`,
    reads: `
      asOf       | reads                             | why
      2020-03-02 | A 2020-03-02=20, B 2020-03-02=5   |
      2020-03-03 | A 2020-03-02=NaN, B 2020-03-02=5  | the withdrawal is the latest revision`,
    frame: {
      asOf: '2020-03-13',
      table: `
        decision   | reads     | why
        2020-03-02 | A=20, B=5 |
        2020-03-03 | B=5       | A has no feature left: dropped`,
      dropped: { no_feature: 1 },
    },
  },
  {
    title: 'a macro series is read by every entity, revisions included',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 | B has no row of its own`,
    frame: {
      asOf: '2020-03-13',
      macro: `
        event      | known            | r   | why
        2020-02-29 | 2020-03-03 13:30 | 1.5 | February, released on 3 March
        2020-02-29 | 2020-03-05 13:30 | 1.4 | revised`,
      table: `
        decision   | reads            | why
        2020-03-02 | A=20/NaN         | nothing released; B has no feature at all: dropped
        2020-03-03 | A=20/1.5, B=NaN/1.5 | the release gives B a feature as well
        2020-03-05 | A=20/1.4, B=NaN/1.4 | the revision`,
      dropped: { no_feature: 1 },
    },
  },
  {
    title: 'a membership ends when that is known, not when it happened',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 |
      B      | 2020-03-02 | 2020-03-02 22:00 | 5  |`,
    frame: {
      asOf: '2020-03-13',
      universe: `
        entity | event      | known            | member | why
        A      | 2020-01-01 | 2020-01-01       | 1      |
        B      | 2020-01-01 | 2020-01-01       | 1      |
        B      | 2020-03-03 | 2020-03-04 12:00 | 0      | leaves on the 3rd, announced on the 4th`,
      table: `
        decision   | reads     | why
        2020-03-03 | A=20, B=5 | B has left, but nobody knows: no survivorship by hindsight
        2020-03-04 | A=20      | B is out`,
      dropped: { not_in_universe: 1 },
    },
  },
  {
    title: 'a label counts once known, in its latest revision',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-02 | 2020-03-02 22:00 | 20 |`,
    frame: {
      asOf: '2020-03-09',
      labels: `
        entity | event      | known            | y    | why
        A      | 2020-03-02 | 2020-03-04 22:00 | 0.25 | known two days after its decision
        A      | 2020-03-02 | 2020-03-09 12:00 | 0.5  | restated: its interval now ends on the 9th
        A      | 2020-03-03 | 2020-03-05 22:00 | 0.75 |
        A      | 2020-03-06 | 2020-03-10 22:00 | 1    | known only after the as-of time`,
      table: `
        decision   | reads                     | why
        2020-03-02 | A=20:0.5@2020-03-09 12:00 | the restated label, and when it was known
        2020-03-03 | A=20:0.75@2020-03-05 22:00 |
        2020-03-04 |                           | no row about the 4th: label_unknown
        2020-03-06 |                           | not known by the 9th: label_unknown`,
      dropped: { label_unknown: 2 },
    },
  },
  {
    title: 'featureLag counts trading days, over a weekend and a holiday',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-05 | 2020-03-05 22:00 | 50 | Thursday
      A      | 2020-03-06 | 2020-03-06 22:00 | 60 | Friday
      A      | 2020-03-10 | 2020-03-10 22:00 | 90 | Tuesday; Monday is taken for a holiday`,
    frame: {
      asOf: '2020-03-13',
      featureLag: 1,
      calendar: WEEKDAYS.filter((day) => day !== '2020-03-09'),
      table: `
        decision   | reads | why
        2020-03-06 | A=50  | the end of Thursday
        2020-03-10 | A=60  | one trading day before Tuesday is Friday, four calendar days before
        2020-03-11 | A=90  | the end of Tuesday`,
    },
  },
  {
    title: 'a row known on a weekend waits for the next decision',
    rows: `
      entity | event      | known            | v  | why
      A      | 2020-03-06 | 2020-03-07 10:00 | 60 | Friday, reported on Saturday`,
    reads: `
      asOf       | reads                 | why
      2020-03-06 | dataset.not_known_yet |
      2020-03-07 | A 2020-03-06=60       | a Saturday is a time like any other`,
    frame: {
      asOf: '2020-03-13',
      featureLag: 1,
      table: `
        decision   | reads | why
        2020-03-09 |       | the end of Friday knows nothing: dropped
        2020-03-10 | A=60  | the end of Monday does`,
      dropped: { no_feature: 1 },
    },
  },
];
