import type { CalendarDate, InstanceId } from '@optaic/mlops/base';
import { BacktestWalkSchema, type Refit, RefitSchema } from '@optaic/mlops/registry/records';
import { type Command, Option } from 'commander';
import { asBasisPoints, asCalendarDate, asInstanceId, asTradingDays } from '../argument-parsers.ts';
import { formatBacktest } from '../backtest/format-backtest.ts';
import { formatTrials } from '../backtest/format-trials.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
import { writeSeries } from '../backtest/write-series.ts';
import { contextOf } from '../command-context.ts';
import { everyPage } from '../every-page.ts';
import { createProgress } from '../progress.ts';

interface BacktestOptions {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly step: number;
  readonly refit: Refit;
  readonly costBps: number;
  readonly name?: string;
  readonly out?: string;
}

/** `backtest`, `trials`. */
export function addBacktestCommands(program: Command): void {
  program
    .command('backtest')
    .description(
      'walk an instance through simulated time: train, infer and monitor as it would have been, and judge it',
    )
    .argument('<instance>', 'instance; it is not touched: the back-test runs on one of its own', asInstanceId)
    .requiredOption('--from <date>', 'first day that may be decided on', asCalendarDate)
    .requiredOption('--to <date>', 'last day that may be decided on', asCalendarDate)
    .option('--step <days>', 'trading days between decisions, such as 5d', asTradingDays, 5)
    .addOption(
      new Option('--refit <when>', 'when the model is fitted again').choices(RefitSchema.options).default('yearly'),
    )
    .option('--cost-bps <bps>', 'of what is traded, a side', asBasisPoints, 5)
    .option('--name <name>', 'tells apart back-tests over the same walk, such as after the data changed')
    .option('--out <file>', 'writes the series by date to FILE.csv, or all to FILE.json')
    .action(async (instance: InstanceId, options: BacktestOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const { from, to, step: stepDays, refit, name, costBps, out } = options;
      const walk = BacktestWalkSchema.parse({ from, to, stepDays, refit, ...(name === undefined ? {} : { name }) });
      const progress = createProgress({ out: process.stderr, now: () => performance.now() });
      const result = await progress.step(`back-test ${instance}`, () =>
        runBacktest({
          client: connection.as('researcher'),
          instance,
          walk,
          costBps,
          onStep: (done, total, next) => progress.advance(done, total, next),
        }),
      );
      if (out !== undefined) await writeSeries(out, result);
      print(result, () => formatBacktest(result));
    });

  program
    .command('trials')
    .description("list what was tried in an instance's research line, and what luck alone would have shown")
    .argument('<instance>', 'instance', asInstanceId)
    .action(async (instance: InstanceId, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) =>
        client.call('listTrials', { parameters: { instance }, query: { limit: 200, nextToken } }),
      );
      print(items, () => formatTrials(items));
    });
}
