import { resolve } from 'node:path';
import { type ModelCategory, parseAsOf } from '@optaic/mlops/base';
import { type ColumnarTable, numberColumn, readAsOf } from '@optaic/mlops/data';
import { withWorkbench } from '@optaic/mlops/pipeline/workbench';
import { describe, expect, it } from 'vitest';
import { OUTPUT, openTestPipeline, type TestPipeline } from '../../layers/mlops/src/pipeline/test-pipeline.ts';
import { auditRun } from '../../layers/mlops/src/pipeline/test-pit-audit.ts';

const TRAINED = '2018-10-31';
const DATES = ['2018-11-01', '2018-11-02', '2018-11-05'];

interface Case {
  readonly name: string;
  readonly category: ModelCategory;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly columns: string;
  /** A date. */
  readonly rows: number;
}

const CASES: readonly Case[] = [
  {
    name: 'signal-combiner-model',
    category: 'signal_combining',
    hyperparameters: {},
    columns:
      'contribution_momentum contribution_volatility coverage degraded score signal weight_momentum weight_volatility',
    rows: 12,
  },
  {
    name: 'feature-relevance-model',
    category: 'relevance',
    hyperparameters: { num_boost_round: 10, folds: 3, repeats: 2, shadow_features: 4 },
    columns:
      'cluster effective_samples freshness gain kept p_value permutation q_value score shap signal single_feature standard_error valid_from_day valid_to_day',
    rows: 2,
  },
  {
    name: 'signal-filter-model',
    category: 'signal_filtering',
    hyperparameters: { primary_column: 'momentum', turnover_cap: 0.3 },
    columns: 'neutralised probability reason score signal size',
    rows: 12,
  },
];

async function infer(pipeline: TestPipeline, asOf: string, decisionDates: readonly string[]) {
  const runId = await pipeline.request('inference', asOf, { modelVersion: 1, decisionDates });
  return { runId, ...(await pipeline.infer(runId)) };
}

async function published({ registry, services }: TestPipeline): Promise<ColumnarTable & { values: string[] }> {
  const { manifestKey } = await registry.datasets.getDatasetVersion(OUTPUT);
  const files = await services.datasetFiles({ name: OUTPUT, manifestKey });
  const { schema } = await registry.datasets.getDataset(OUTPUT);
  const table = await withWorkbench(services.scratch, ({ db }) =>
    readAsOf(db, { ...files, schema, asOf: parseAsOf('2030-01-01') }),
  );
  return { ...table, values: schema.columns.filter(({ role }) => role === 'value').map(({ name }) => name) };
}

describe.each(CASES)(
  '$name, through the stages of its pipelines',
  ({ name, category, hyperparameters, ...expected }) => {
    const open = () =>
      openTestPipeline({
        definition: resolve(import.meta.dirname, '../../model-defs', name, 'index.ts'),
        category,
        config: { hyperparameters },
      });

    it('passes its gates and audits, and publishes the same in one run as in several', {
      timeout: 120_000,
    }, async () => {
      await using once = await open();
      await using often = await open();
      const training = await once.request('training', TRAINED);
      await once.train(training);
      await often.train(await often.request('training', TRAINED));

      const whole = await infer(once, '2018-11-05', DATES);
      await infer(often, '2018-11-01', DATES.slice(0, 1));
      await infer(often, '2018-11-05', DATES.slice(1));

      const [table, other] = [await published(once), await published(often)];
      expect(table.values.sort().join(' ')).toBe(expected.columns);
      expect(table.rows).toBe(DATES.length * expected.rows);
      for (const column of table.values) {
        expect(numberColumn(other, column), column).toEqual(numberColumn(table, column));
      }
      expect(await auditRun(once, training)).toMatchObject({ verdict: 'identical' });
      expect(await auditRun(once, whole.runId)).toMatchObject({ verdict: 'identical' });
    });
  },
);
