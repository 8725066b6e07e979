import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  alphaBeta,
  coefficientSummary,
  completeSignals,
  compoundDrawdown,
  groupNeutralInformationCoefficient,
  longShortPrecision,
  quantileBins,
  quantileReturns,
  quantileTurnover,
  rankAutocorrelation,
  type SignalPanel,
  sharpeRatio,
  signalAutocorrelation,
  signalSeries,
  signalWeights,
  sumDrawdown,
} from '@optaic/mlops/metrics';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const REFERENCE = 'test/data/signal-metrics';
const PANEL = `${REFERENCE}/panel.csv`;
const HORIZON_DAYS = 5;
const QUANTILES = 5;

const Series = z.array(z.number().nullable());
const AlphalensSchema = z.strictObject({
  dates: z.array(z.int()),
  rankInformationCoefficient: Series,
  groupNeutral: Series,
  summary: z.strictObject({
    mean: z.number(),
    standardDeviation: z.number(),
    ratio: z.number(),
    tStatisticNaive: z.number(),
  }),
  weights: z.array(Series),
  weightedReturn: Series,
  annualAlpha: z.number(),
  beta: z.number(),
  quantileMeans: Series,
  quantileErrors: Series,
  halvedSpread: z.number(),
  turnover: z.record(z.string(), Series),
  rankAutocorrelation: z.record(z.string(), Series),
});
const QlibSchema = z.strictObject({
  informationCoefficient: Series,
  rankInformationCoefficient: Series,
  longShortReturn: Series,
  precision: z.array(z.tuple([z.number(), z.number()]).nullable()),
  autocorrelation: z.record(z.string(), Series),
  risk: z.strictObject({
    sum: z.strictObject({ informationRatio: z.number(), maximumDrawdown: z.number() }),
    product: z.strictObject({ maximumDrawdown: z.number() }),
  }),
});

function readPanel(): SignalPanel {
  const [, ...lines] = readFileSync(PANEL, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(','));
  const number = (text = '') => (text === '' ? Number.NaN : Number(text));
  return {
    decisionTime: Float64Array.from(rows, ([date = '']) => Date.parse(date)),
    entity: rows.map(([, entity = '']) => entity),
    group: rows.map(([, , group = '']) => group),
    signal: Float64Array.from(rows, (row) => number(row[3])),
    outcome: Float64Array.from(rows, (row) => number(row[4])),
  };
}

function expectSame(actual: ArrayLike<number | undefined>, expected: readonly (number | null)[], name: string): void {
  expect(actual.length, name).toBe(expected.length);
  expected.forEach((value, i) => {
    const found = actual[i];
    if (value === null || found === undefined) expect(found ?? null, `${name}[${i}]`).toBe(value);
    else expect(Math.abs(found - value), `${name}[${i}]: ${found}, not ${value}`).toBeLessThanOrEqual(1e-10);
  });
}

const complete = completeSignals(readPanel());

describeWithPython('the metrics of signals beside alphalens-reloaded', (python) => {
  const answer = AlphalensSchema.parse(JSON.parse(python.run('test/conformance/alphalens_metrics.py', [PANEL])));
  const sections = complete.crossSections.filter(({ signal }) => quantileBins(signal, QUANTILES) !== undefined);
  const dates = signalSeries({ ...complete, crossSections: sections }, { holdingPeriods: 1, costBps: 0 });

  it('bin the same dates', () => {
    expect(sections.map(({ decisionTime }) => decisionTime)).toEqual(answer.dates);
    expect(sections.length).toBeLessThan(complete.crossSections.length);
  });

  it('are the same coefficients, plain and neutral to groups, with the same summary', () => {
    const coefficients = dates.map(({ rankInformationCoefficient }) => rankInformationCoefficient);
    const summary = coefficientSummary(
      coefficients.filter((value) => value !== undefined),
      1,
      HORIZON_DAYS,
    );

    expectSame(coefficients, answer.rankInformationCoefficient, 'coefficient');
    expectSame(
      sections.map(({ signal, outcome, group = [] }) => groupNeutralInformationCoefficient(signal, outcome, group)),
      answer.groupNeutral,
      'group-neutral',
    );
    const { mean, standardDeviation, ratio, tStatisticNaive } = answer.summary;
    expectSame(
      [summary?.mean, summary?.standardDeviation, summary?.ratio, summary?.tStatisticNaive],
      [mean, standardDeviation, ratio, tStatisticNaive],
      'summary',
    );
  });

  it('are the same weights, returns, alpha and beta', () => {
    sections.forEach(({ signal }, t) => {
      expectSame(signalWeights(signal) ?? [], answer.weights[t], `weights of date ${t}`);
    });
    const returns = dates.map(({ weightedReturn }) => weightedReturn ?? Number.NaN);
    expectSame(returns, answer.weightedReturn, 'weighted return');
    const fit = alphaBeta(
      returns,
      dates.map(({ universeReturn }) => universeReturn ?? Number.NaN),
      HORIZON_DAYS,
    );
    expectSame([fit?.annualAlpha, fit?.beta], [answer.annualAlpha, answer.beta], 'alpha and beta');
  });

  it('are the same returns of quantiles, with errors, and twice the spread, which alphalens halves', () => {
    const { quantiles, spread = Number.NaN } = quantileReturns(sections, QUANTILES);

    expectSame(
      quantiles.map(({ mean }) => mean),
      answer.quantileMeans,
      'mean',
    );
    expectSame(
      quantiles.map(({ standardError }) => standardError),
      answer.quantileErrors,
      'error',
    );
    expectSame([spread / 2], [answer.halvedSpread], 'spread');
  });

  it('are the same turnovers of quantiles and rank autocorrelations', () => {
    for (const [name, expected] of Object.entries(answer.turnover)) {
      const [quantile = 0, periods = 0] = name.split('/').map(Number);
      expectSame(quantileTurnover(sections, { quantile, quantiles: QUANTILES, periods }), expected, `turnover ${name}`);
    }
    for (const [lag, expected] of Object.entries(answer.rankAutocorrelation)) {
      expectSame(rankAutocorrelation(sections, Number(lag)), expected, `rank autocorrelation ${lag}`);
    }
  });
});

describeWithPython("the metrics of signals beside qlib's formulas in numpy", (python) => {
  const answer = QlibSchema.parse(JSON.parse(python.run('test/conformance/qlib_metrics.py', [PANEL])));
  const sections = complete.crossSections;
  const dates = signalSeries(complete, { holdingPeriods: 1, costBps: 0 });

  it('are the same coefficients, long-short returns and precisions', () => {
    for (const name of ['informationCoefficient', 'rankInformationCoefficient', 'longShortReturn'] as const) {
      expectSame(
        dates.map((date) => date[name]),
        answer[name],
        name,
      );
    }
    const precisions = sections.map(({ signal, outcome }) => longShortPrecision(signal, outcome));
    for (const [side, name] of (['long', 'short'] as const).entries()) {
      expectSame(
        precisions.map((precision) => precision?.[name]),
        answer.precision.map((precision) => precision?.[side] ?? null),
        name,
      );
    }
  });

  it('are the same autocorrelations, and the same risk of the long-short returns in both modes', () => {
    for (const [lag, expected] of Object.entries(answer.autocorrelation)) {
      expectSame(signalAutocorrelation(sections, Number(lag)), expected, `autocorrelation ${lag}`);
    }
    const returns = dates.flatMap(({ longShortReturn: value }) => (value === undefined ? [] : [value]));
    const { sum, product } = answer.risk;
    expectSame(
      [sharpeRatio(returns, 238), sumDrawdown(returns), compoundDrawdown(returns)],
      [sum.informationRatio, sum.maximumDrawdown, product.maximumDrawdown],
      'risk',
    );
  });
});

describeWithPython('the committed reference of the metrics', (python) => {
  it('is what its script makes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'signal-metrics-'));
    try {
      python.run(`${REFERENCE}/make_reference.py`, [folder]);

      expect(readFileSync(join(folder, 'panel.csv'), 'utf8')).toBe(readFileSync(PANEL, 'utf8'));
      expectSame(
        numbersIn(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))),
        numbersIn(JSON.parse(readFileSync(`${REFERENCE}/expected.json`, 'utf8'))),
        'number',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Every number of a JSON value, in order. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}
