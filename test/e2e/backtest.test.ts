import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { verifyChain } from '@optaic/mlops/activity';
import { type ApiClient, type ApiError, BacktestResultSchema, TrialPageSchema } from '@optaic/mlops/api';
import { CalendarDateSchema, DatasetNameSchema, type InstanceId, InstanceIdSchema, urn } from '@optaic/mlops/base';
import { BacktestWalkSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBacktest } from '../../cli/backtest/run-backtest.ts';
import { completedRun, waitForRun } from '../../cli/wait-for-run.ts';
import { type EmbeddedApp, openEmbeddedApp } from './support/embedded-app.ts';
import { featuresOf, prepareInstance, prepareMarket } from './support/small-cycle.ts';
import { smallInstance, TRAIN_AS_OF } from './support/small-market.ts';

const CLI = resolve(import.meta.dirname, '../../cli/optaic.mjs');
const run = promisify(execFile);
const WALKED = InstanceIdSchema.parse('walked');
const WALK = ['--from', '2019-12-02', '--to', '2020-01-10', '--step', '5d', '--refit', 'monthly'];
/** December and January: two fits, two inferences, one evaluation. */
const walk = BacktestWalkSchema.parse({ from: '2019-12-02', to: '2020-01-10', stepDays: 5, refit: 'monthly' });
/** One fit. */
const DECEMBER = { ...walk, to: CalendarDateSchema.parse('2019-12-31') };

describe('back-testing an instance', () => {
  let app: EmbeddedApp;
  let researcher: ApiClient;
  let viewer: ApiClient;

  const environment = () => ({
    ...process.env,
    OPTAIC_URL: app.runtime.url,
    OPTAIC_TOKEN: app.runtime.tokens.researcher,
  });
  /** The command line, as people run it. */
  async function optaic(...args: string[]): Promise<string> {
    return (await run(process.execPath, [CLI, ...args], { env: environment() })).stdout;
  }

  /** What a back-test left on its own instance. */
  async function leftBy(instance: InstanceId) {
    const parameters = { instance };
    const [trainings, inferences, evaluations, versions, predictions] = await Promise.all([
      viewer.call('listTrainingRuns', { parameters }),
      viewer.call('listInferenceRuns', { parameters }),
      viewer.call('listEvaluationRuns', { parameters }),
      viewer.call('listModelVersions', { parameters }),
      viewer.call('listDatasetVersions', { parameters: { name: DatasetNameSchema.parse(instance) } }),
    ]);
    return {
      runs: [...trainings.items, ...inferences.items, ...evaluations.items].map(
        ({ kind, status }) => `${kind} ${status}`,
      ),
      versions: versions.items.length,
      predictionVersions: predictions.items.length,
    };
  }

  const ONCE = {
    runs: [
      'training completed',
      'training completed',
      'inference completed',
      'inference completed',
      'evaluation completed',
    ],
    versions: 2,
    predictionVersions: 2,
  };

  beforeAll(async () => {
    app = await openEmbeddedApp();
    researcher = app.as('researcher');
    viewer = app.as('viewer');
    await prepareMarket(researcher, app.directory);
    await prepareInstance(researcher, app.directory, WALKED);
  }, 60_000);
  afterAll(() => app[Symbol.asyncDispose]());

  it('walks train, infer and monitor by the command line, gated and audited, and leaves what is live alone', async () => {
    const out = join(app.directory, 'series.csv');

    const { report, dates, ledger } = BacktestResultSchema.parse(
      JSON.parse(await optaic('--json', 'backtest', WALKED, ...WALK, '--cost-bps', '10', '--out', out)),
    );

    expect(report).toMatchObject({ instanceId: WALKED, costBps: 10, horizonDays: 5, holdingPeriods: 1, walk });
    expect(
      report.refits.map(({ modelVersion, trainedAsOf, from, decisions, certificate }) => [
        modelVersion,
        trainedAsOf.slice(0, 10),
        from,
        decisions,
        certificate,
      ]),
    ).toEqual([
      [1, '2019-11-29', '2019-12-02', 5, 'identical'],
      [2, '2020-01-03', '2020-01-06', 1, 'identical'],
    ]);
    expect(dates).toHaveLength(6);
    for (const { grossReturn, netReturn, turnover } of dates) {
      expect(netReturn).toBeCloseTo((grossReturn ?? 0) - 0.001 * (turnover ?? 0), 12);
    }
    expect(ledger).toMatchObject({ trials: 1, probabilityOfBacktestOverfitting: null });
    expect(ledger.deflatedSharpeRatio).toBe(ledger.probabilisticSharpeRatio);
    expect((await readFile(out, 'utf8')).split('\n')).toHaveLength(8);
    expect(await leftBy(report.backtestInstanceId)).toEqual(ONCE);

    const live = await viewer.call('getInstance', { parameters: { instance: WALKED } });
    expect(live).toMatchObject({ status: 'pending', latestVersion: 0 });
    expect(live.activeVersion).toBeUndefined();
    expect((await viewer.call('listAlerts', { parameters: { instance: WALKED } })).items).toEqual([]);
    await expect(viewer.call('getDataset', { parameters: { name: live.outputDataset } })).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    const own = await viewer.call('getInstance', { parameters: { instance: report.backtestInstanceId } });
    expect(own).toMatchObject({ backtest: { of: WALKED, walk }, latestVersion: 2, status: 'pending' });
    expect((await viewer.call('listAlerts', { parameters: { instance: own.id } })).items).toEqual([]);

    const { edges } = await viewer.call('traceLineage', {
      parameters: { urn: urn.report(report.runId) },
      query: { direction: 'upstream', depth: 1 },
    });
    expect(edges.filter(({ kind }) => kind === 'reported_in').map(({ from }) => from)).toEqual(
      expect.arrayContaining([
        urn.dataset(DatasetNameSchema.parse(own.id), 2),
        urn.dataset(live.labelDataset, 1),
        urn.model(own.id, 1),
        urn.model(own.id, 2),
      ]),
    );
    const { items: log } = await viewer.call('listActivities', { query: { resource: urn.trial(report.trialId) } });
    expect(log.map(({ action }) => action)).toEqual(['trial.recorded']);
    expect(verifyChain(log)).toBeUndefined();
    expect(app.runtime.denials()).toEqual([]);
  }, 240_000);

  it('is found, not run again, when it is asked for again; other costs are only another evaluation of the same trial', async () => {
    const again = BacktestResultSchema.parse(
      JSON.parse(await optaic('--json', 'backtest', WALKED, ...WALK, '--cost-bps', '10')),
    );
    const text = await optaic('backtest', WALKED, ...WALK, '--cost-bps', '0');
    const trials = TrialPageSchema.shape.items.parse(JSON.parse(await optaic('--json', 'trials', WALKED)));

    expect(text).toContain('annual return after 0 bps a side');
    expect(text).toMatch(/2 {2}2020-01-03 {5}2020-01-06/);
    const left = await leftBy(again.report.backtestInstanceId);
    expect(left).toEqual({ ...ONCE, runs: [...ONCE.runs, 'evaluation completed'] });
    expect(trials).toMatchObject([{ id: again.report.trialId, costBps: 0, revision: 2 }]);
    expect(await optaic('trials', WALKED)).toContain('research line small_universe.small_returns: 1 trials');
  }, 120_000);

  it('counts another configuration of the same question as another trial', async () => {
    const other = smallInstance('walked_deeper', featuresOf(WALKED));
    await researcher.call('createInstance', {
      body: { ...other, config: { ...other.config, hyperparameters: { num_boost_round: 10, max_depth: 3 } } },
    });

    const { ledger } = await runBacktest({
      client: researcher,
      instance: other.id as InstanceId,
      walk: DECEMBER,
      costBps: 5,
      onStep: () => undefined,
    });

    expect(ledger.trials).toBe(2);
    expect(ledger.expectedMaximumSharpeRatio).toBeGreaterThan(0);
    expect(ledger.deflatedSharpeRatio).toBeLessThan(ledger.probabilisticSharpeRatio ?? 0);
  }, 240_000);

  it('goes on where it was when its process is killed, and doubles nothing', async () => {
    const args = ['backtest', WALKED, ...WALK, '--name', 'killed'];
    for (const step of [0, 2, 3, 4]) await killedAt(step, args);

    const { report } = BacktestResultSchema.parse(JSON.parse(await optaic('--json', ...args)));

    expect(await leftBy(report.backtestInstanceId)).toEqual(ONCE);
    const first = BacktestResultSchema.parse(JSON.parse(await optaic('--json', 'backtest', WALKED, ...WALK)));
    expect(report.metrics).toEqual(first.report.metrics);
    expect(report.series.sha256).toBe(first.report.series.sha256);
  }, 300_000);

  it('promotes only what meets the promotion rules of the instance, whoever asks', async () => {
    const id = InstanceIdSchema.parse('ruled');
    const other = smallInstance(id, featuresOf(WALKED));
    const promotionRules = [{ metric: 'deflatedSharpeRatio', op: 'gte' as const, value: 0 }];
    await researcher.call('createInstance', {
      body: {
        ...other,
        config: { ...other.config, hyperparameters: { num_boost_round: 10, max_depth: 4 }, promotionRules },
      },
    });
    const trained = await researcher.call('startTraining', {
      parameters: { instance: id },
      body: { asOf: CalendarDateSchema.parse(TRAIN_AS_OF), clock: 'simulated' },
    });
    await completedRun(researcher, trained.id);
    const promote = () =>
      app
        .as('approver')
        .call('promoteModelVersion', { parameters: { instance: id, version: 1 }, body: { reason: 'test' } });

    const refused: ApiError = await promote().then(
      () => expect.unreachable('it was promoted without a back-test'),
      (error) => error,
    );
    expect(refused).toMatchObject({ status: 409, code: 'model_version.promotion_blocked' });
    expect(refused.message).toContain('deflatedSharpeRatio must be ≥ 0 and is not known');
    await runBacktest({ client: researcher, instance: id, walk: DECEMBER, costBps: 5, onStep: () => undefined });

    expect(await promote()).toMatchObject({ version: 1, stage: 'production' });
    const { items } = await viewer.call('listActivities', { query: { resource: urn.model(id, 1) } });
    expect(items.map(({ action }) => action)).toEqual([
      'model_version.created',
      'guardrails.blocked',
      'guardrails.validated',
      'model_version.promoted',
    ]);
  }, 240_000);

  it('refuses decisions that a model could have been trained on, the same days twice, and what is no back-test', async () => {
    const own = await researcher.call('createBacktest', { parameters: { instance: WALKED }, body: walk });
    const parameters = { instance: own.id };
    const seen = await researcher.call('startInference', {
      parameters,
      body: {
        asOf: walk.to,
        clock: 'simulated',
        modelVersion: 2,
        decisionDates: [CalendarDateSchema.parse('2020-01-03')],
      },
    });
    await completedRun(researcher, seen.id);
    const { items } = await viewer.call('listInferenceRuns', { parameters });
    const [other] = items.filter(({ id }) => id !== seen.id);
    const evaluated = async (instance: InstanceId, inferenceRunIds: string[]) => {
      const started = await researcher.call('startBacktestEvaluation', {
        parameters: { instance },
        body: { asOf: walk.to, inferenceRunIds },
      });
      return (await waitForRun(researcher, started.id)).error?.message ?? 'it was evaluated';
    };

    expect(await evaluated(own.id, [seen.id])).toContain('a back-test decides only after its model');
    expect(await evaluated(own.id, [String(other?.id), String(other?.id)])).toContain('decide for the same days');
    expect(await evaluated(own.id, ['0'.repeat(26)])).toContain('no run 0000');
    expect(await evaluated(WALKED, [seen.id])).toContain("is no back-test's; start one with POST");
    await expect(researcher.call('createBacktest', { parameters, body: walk })).rejects.toMatchObject({
      code: 'backtest.of_a_backtest',
    });
    await expect(
      researcher.call('createBacktest', {
        parameters: { instance: WALKED },
        body: { ...walk, to: CalendarDateSchema.parse('2019-01-01') },
      }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(optaic('backtest', WALKED, '--from', '2018-01-01', '--to', '2018-02-01')).rejects.toMatchObject({
      stderr: expect.stringContaining('there is no trading day from 2018-01-01 to 2018-02-01'),
    });
  }, 120_000);

  /** Starts the command and kills it, with no chance to clean up, once it says that so many steps are done. */
  async function killedAt(step: number, args: readonly string[]): Promise<void> {
    const child: ChildProcess = spawn(process.execPath, [CLI, ...args], {
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((done) => {
      child.stderr?.on('data', (text: Buffer) => {
        if (text.toString().includes(` ${step}/5`)) child.kill('SIGKILL');
      });
      child.once('exit', () => done());
    });
  }
});
