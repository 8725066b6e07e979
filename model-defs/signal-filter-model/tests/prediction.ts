import { type DefinitionTest, type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { predictor } from '../inference/predictor.ts';
import { REASON } from '../model/decide.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { ASSETS, fitSides, plantedSides, served } from './planted-sides.ts';

const SHAPES: Readonly<Record<string, Partial<Hyperparameters>>> = {
  plain: {},
  limited: { no_trade_band: 0.15, turnover_cap: 0.2 },
  boosted: { classifier: 'gbdt', turnover_cap: 0.5 },
};

export const predictionTests: readonly DefinitionTest[] = [
  {
    name: 'the signal never points against its primary, sizes are in [0, 1], and every row says why it is what it is',
    async run({ random, assert }) {
      const panel = plantedSides(random, { dates: 60, whenItHolds: 0.75, missingShare: 0.1 });
      for (const [shape, options] of Object.entries(SHAPES)) {
        const { signal, columns = {} } = await predictor.predictBatch(
          panel,
          served(await fitSides(panel, options), panel),
        );

        const primary = panel.features.subarray(panel.rows, 2 * panel.rows);
        const seen = new Set(columns.reason);
        for (let row = 0; row < panel.rows; row++) {
          const { reason, size, probability } = columns;
          assert(Math.abs(signal[row]) <= 1, `${shape}: signal of row ${row} is ${signal[row]}`);
          assert(
            signal[row] === 0 || Math.sign(signal[row]) === Math.sign(primary[row]),
            `${shape}: row ${row} is turned around`,
          );
          assert(
            size[row] >= 0 && size[row] <= 1 && probability[row] >= 0 && probability[row] <= 1,
            `${shape}: row ${row} is out of range`,
          );
          const isDropped = reason[row] !== REASON.kept && reason[row] !== REASON.heldBack;
          assert(
            !isDropped || signal[row] === 0,
            `${shape}: row ${row} is dropped (${reason[row]}) and has ${signal[row]}`,
          );
          assert(
            Number.isNaN(primary[row]) === (reason[row] === REASON.noPrimary),
            `${shape}: row ${row} says ${reason[row]}`,
          );
        }
        assert(seen.has(REASON.kept) && seen.has(REASON.noPrimary), `${shape}: reasons are ${[...seen].join()}`);
        assert(
          seen.has(REASON.heldBack) === (options.turnover_cap !== undefined),
          `${shape}: reasons are ${[...seen].join()}`,
        );
      }
    },
  },
  {
    name: 'what is neutralised sums to 0 in every group of every date',
    async run({ random, assert }) {
      const panel = plantedSides(random, { dates: 30, whenItHolds: 0.75 });
      const { columns = {} } = await predictor.predictBatch(panel, served(await fitSides(panel), panel));

      const group = panel.features.subarray(3 * panel.rows);
      for (const [start, end] of crossSections(panel.decisionTime)) {
        for (const wanted of [0, 1, 2]) {
          let sum = 0;
          for (let row = start; row < end; row++) if (group[row] === wanted) sum += columns.neutralised[row];
          assert(Math.abs(sum) < 1e-6, `group ${wanted} of the date at row ${start} has an exposure of ${sum}`);
        }
      }
    },
  },
  {
    name: 'dates in one go are the same as one by one, each starting from what the one before published',
    async run({ random, assert }) {
      const planted = { whenItHolds: 0.75, missingShare: 0.1 };
      const model = await fitSides(plantedSides(random, { ...planted, dates: 60 }), SHAPES.limited);
      const panel = plantedSides(random, { ...planted, dates: 12 });
      const context = served(model, panel);
      const whole = await predictor.predictBatch(panel, context);

      let state: Awaited<ReturnType<typeof predictor.predict>>['state'];
      for (const [start, end] of crossSections(panel.decisionTime)) {
        const date = rowsOf(panel, start, end);
        const one = await predictor.predict(date, state === undefined ? context : { ...context, state });
        state = one.state;
        for (let row = 0; row < date.rows; row++) {
          assert(one.signal[row] === whole.signal[start + row], `row ${start + row} is another alone`);
        }
        assert(state?.through === panel.decisionTime[start], 'the state is of another date');
      }
      assert(state?.bytes.join() === whole.state?.bytes.join(), 'they end in other states');
      const refusal = await predictor.predict(panel, context).catch((error: unknown) => error);
      assert(refusal instanceof Error && refusal.message.includes('decision times'), 'predict took several dates');
    },
  },
  {
    name: 'a turnover cap holds from date to date, exits apart',
    async run({ random, assert }) {
      const cap = 0.3;
      const panel = plantedSides(random, { dates: 30, whenItHolds: 0.8 });
      const model = await fitSides(panel);
      const free = await predictor.predictBatch(panel, served(model, panel));
      const capped = await predictor.predictBatch(panel, served(await fitSides(panel, { turnover_cap: cap }), panel));

      assert(entries(capped.signal) < entries(free.signal) / 2, 'a cap of a third does not halve what is entered');
    },
  },
];

/** Σ of what is added to positions from date to date. */
function entries(signal: Float32Array): number {
  let sum = 0;
  for (let row = ASSETS; row < signal.length; row++) {
    const before = Math.sign(signal[row]) === Math.sign(signal[row - ASSETS]) ? Math.abs(signal[row - ASSETS]) : 0;
    sum += Math.max(0, Math.abs(signal[row]) - before);
  }
  return sum;
}

function rowsOf(panel: LabelledPanel, start: number, end: number): LabelledPanel {
  return selectLabelledRows(
    panel,
    Array.from({ length: end - start }, (_, at) => start + at),
  );
}
