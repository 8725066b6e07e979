import { createRandom } from '@optaic/mlops/base';
import { combinatorialPurged, purgedKFold, type Samples, type Split, walkForward } from '@optaic/mlops/data/splits';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const Rows = z.array(z.int());
const AnswerSchema = z.array(
  z.strictObject({ splits: z.array(z.strictObject({ train: Rows, test: Rows })), paths: z.array(Rows) }),
);

interface Case {
  readonly kind: 'combinatorial' | 'walk_forward' | 'k_fold';
  readonly rows: number;
  readonly parameters: Readonly<Record<string, number | boolean>>;
}

const random = createRandom(1);
const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/**
 * A row a day and labels known `horizon` days later: skfolio's `purged_size`. It refuses a purge and embargo as long as a
 * fold. Rows that do not divide by the folds are left out: skfolio gives all that is over to the last fold, we one row to
 * each of the first, as numpy and scikit-learn do.
 */
function combinatorialCase(): Case {
  const folds = between(3, 8);
  const size = between(6, 30);
  const purged = between(0, size - 2);
  return {
    kind: 'combinatorial',
    rows: folds * size,
    parameters: {
      n_folds: folds,
      n_test_folds: between(2, folds - 1),
      purged_size: purged,
      embargo_size: between(0, size - 2 - purged),
    },
  };
}

function walkForwardCase(): Case {
  return {
    kind: 'walk_forward',
    rows: between(60, 200),
    parameters: {
      train_size: between(8, 30),
      test_size: between(1, 12),
      purged_size: between(0, 6),
      expand_train: random() < 0.5,
    },
  };
}

const kFoldCase = (): Case => ({ kind: 'k_fold', rows: between(20, 200), parameters: { n_splits: between(2, 9) } });

describeWithPython('the splits, beside skfolio and scikit-learn', (python) => {
  const ask = (cases: readonly Case[]) =>
    AnswerSchema.parse(JSON.parse(python.run('test/conformance/skfolio_splits.py', [], JSON.stringify(cases))));
  const daily = (rows: number, horizon: number): Samples => {
    const start = Float64Array.from({ length: rows }, (_, row) => row);
    return { start, end: start.map((day) => day + horizon) };
  };
  const shown = (splits: Iterable<Split>) =>
    [...splits].map(({ train, test }) => ({ train: [...train], test: [...test] }));
  const size = (test: Case, name: string) => Number(test.parameters[name] ?? 0);

  it('part as CombinatorialPurgedCV does, and along the same paths, in 60 cases', () => {
    const cases = times(60, combinatorialCase);

    const ours = cases.map((test) => {
      const plan = combinatorialPurged(daily(test.rows, size(test, 'purged_size')), {
        groups: size(test, 'n_folds'),
        testGroups: size(test, 'n_test_folds'),
        embargoDates: size(test, 'embargo_size'),
      });
      return { splits: shown(plan.splits()), paths: plan.paths };
    });

    expect(ours).toEqual(ask(cases));
  });

  it('part as WalkForward does, rolling and expanding, in 60 cases', () => {
    const cases = times(60, walkForwardCase);

    const ours = cases.map((test) =>
      shown(
        walkForward(daily(test.rows, size(test, 'purged_size')), {
          window: test.parameters.expand_train ? 'expanding' : 'rolling',
          trainDates: size(test, 'train_size'),
          testDates: size(test, 'test_size'),
          gapDates: size(test, 'purged_size'),
          embargoDates: 0,
        }),
      ),
    );

    expect(ours).toEqual(ask(cases).map(({ splits }) => splits));
  });

  it('part as KFold does where nothing is to purge, in 60 cases', () => {
    const cases = times(60, kFoldCase);

    const ours = cases.map((test) =>
      shown(purgedKFold(daily(test.rows, 0), { folds: size(test, 'n_splits'), embargoDates: 0 })),
    );

    expect(ours).toEqual(ask(cases).map(({ splits }) => splits));
  });
});
