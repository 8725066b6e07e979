import { runIdFrom } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { createRoundPageTable } from './round-page.dynamodb.ts';
import { createRunMetricsTable, createSeriesPageTable } from './run-metrics.dynamodb.ts';
import { createRunTracking } from './run-tracking.dynamodb.ts';

const RUN = runIdFrom('tracked');

describe('createRunTracking', () => {
  it('gives back the rounds of a run in their order, over pages', async () => {
    await using embedded = await openEmbeddedRegistry();
    const tracking = createRunTracking({ client: embedded.client, ...embedded.tables });
    const rounds = Array.from({ length: 1_001 }, (_, index) => ({
      round: index + 1,
      rounds: 1_001,
      losses: { trainRmse: 1 / (index + 1) },
    }));

    await tracking.recordRounds(RUN, rounds);
    await tracking.recordRounds(RUN, rounds);

    expect(await tracking.listRounds(RUN)).toEqual(rounds);
    expect(await tracking.listRounds(runIdFrom('another'))).toEqual([]);
  });

  it('gives back the metrics of a run and its series in time order, over pages', async () => {
    await using embedded = await openEmbeddedRegistry();
    const tracking = createRunTracking({ client: embedded.client, ...embedded.tables });
    const dates = Array.from({ length: 501 }, (_, day) => ({
      decisionTime: day * 86_400_000,
      figures: day === 0 ? {} : { rankInformationCoefficient: 1 / day },
    }));

    await tracking.recordMetrics(RUN, { meanRankInformationCoefficient: 0.03 }, dates);
    await tracking.recordMetrics(RUN, { meanRankInformationCoefficient: 0.03 }, dates);

    expect(await tracking.findMetrics(RUN)).toEqual({ meanRankInformationCoefficient: 0.03 });
    expect(await tracking.listSeries(RUN)).toEqual(dates);
    expect(await tracking.listRounds(RUN)).toEqual([]);
    expect(await tracking.findMetrics(runIdFrom('another'))).toBeUndefined();
    expect(await tracking.listSeries(runIdFrom('another'))).toEqual([]);
  });
});

describe('createRunMetricsTable', () => {
  it('keys the metrics by run', () => {
    const { Item } = createRunMetricsTable({ table: 'tracking' }).runMetrics({ runId: RUN, metrics: {} }).params();

    expect(Item).toMatchObject({ pk: `run#${RUN}`, sk: 'metrics' });
  });
});

describe('createSeriesPageTable', () => {
  it('keys pages by run and number', () => {
    const { seriesPage } = createSeriesPageTable({ table: 'tracking' });

    const { Item } = seriesPage({ runId: RUN, page: 2, dates: [{ decisionTime: 0, figures: {} }] }).params();

    expect(Item).toMatchObject({ pk: `run#${RUN}`, sk: 'series#0000000002' });
  });
});

describe('createRoundPageTable', () => {
  it('keys pages by run and number', () => {
    const { roundPage } = createRoundPageTable({ table: 'tracking' });

    const { Item } = roundPage({ runId: RUN, page: 2, rounds: [{ round: 1_001, rounds: 1_001, losses: {} }] }).params();

    expect(Item).toMatchObject({ pk: `run#${RUN}`, sk: 'rounds#0000000002' });
  });
});
