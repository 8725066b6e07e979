// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { asWritten, sortablePadding, type TableBinding } from '@optaic/mlops/registry/table';
import { CustomAttributeType, Entity } from 'electrodb';
import type { RunMetrics, SeriesPage } from './run-metrics.ts';

export function createRunMetricsTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'tracking', entity: 'run-metrics', version: '1' },
      attributes: {
        runId: { type: 'string', required: true },
        metrics: { type: CustomAttributeType<RunMetrics['metrics']>('any'), required: true },
      },
      indexes: {
        byRun: {
          pk: { field: 'pk', composite: ['runId'], template: 'run#${runId}', ...asWritten },
          sk: { field: 'sk', composite: [], template: 'metrics', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    metricsOf: (runId: string) => entity.get({ runId }),
    /** Writing them again is writing them once: they are a function of the run. */
    runMetrics: (metrics: RunMetrics) => entity.put(metrics),
  };
}

export function createSeriesPageTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'tracking', entity: 'series-page', version: '1' },
      attributes: {
        runId: { type: 'string', required: true },
        page: { type: 'number', required: true, padding: sortablePadding },
        dates: { type: CustomAttributeType<SeriesPage['dates']>('any'), required: true },
      },
      indexes: {
        byRun: {
          pk: { field: 'pk', composite: ['runId'], template: 'run#${runId}', ...asWritten },
          sk: { field: 'sk', composite: ['page'], template: 'series#${page}', ...asWritten },
        },
      },
    },
    binding,
  );
  return {
    seriesOf: (runId: string) => entity.query.byRun({ runId }),
    /** Writing a page again is writing it once: its content is a function of the run. */
    seriesPage: (page: SeriesPage) => entity.put(page),
  };
}
