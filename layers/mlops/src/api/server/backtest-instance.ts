import { DatasetNameSchema, InstanceIdSchema, InvalidInputError } from '@optaic/mlops/base';
import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';
import {
  type BacktestWalk,
  type InstanceRecord,
  type NewInstance,
  type Registry,
  researchLineOf,
  type WriteContext,
} from '@optaic/mlops/registry';

/** Of the instance's id, so that the back-test's stays within 63 characters. */
const ID_KEPT = 42;
const HASH_LENGTH = 10;
/** What its published rows are judged by: a signal against outcomes. */
const JUDGED_CATEGORIES = new Set(['signal', 'signal_combining', 'signal_filtering']);

/**
 * The instance of a back-test: the configuration of another one, with an output dataset, versions and alerts of its own, and
 * nothing that acts by itself. So it can touch nothing that is live. Its id is a hash of what it tries and over what: the
 * same back-test asked for again is found, and goes on where it was.
 *
 * @throws {InvalidInputError} `backtest.of_a_backtest`.
 */
export function backtestInstance(instance: InstanceRecord, walk: BacktestWalk): NewInstance {
  if (instance.backtest !== undefined) {
    throw new InvalidInputError(
      'backtest.of_a_backtest',
      `instance ${instance.id} is the back-test of ${instance.backtest.of}; back-test that one`,
    );
  }
  const { definition, trainingDatasets, labelDataset, inferenceDatasets, universe, owner } = instance;
  const { autoPromote: _autoPromote, promotionRules: _rules, allow: _allow, ...tried } = instance.config;
  const subject = {
    of: instance.id,
    definition,
    trainingDatasets,
    labelDataset,
    inferenceDatasets,
    universe,
    tried,
    walk,
  };
  const id = `${instance.id.slice(0, ID_KEPT)}_backtest_${sha256Hex(canonicalJson(subject)).slice(0, HASH_LENGTH)}`;
  return {
    id: InstanceIdSchema.parse(id),
    name: `Back-test of ${instance.id}`,
    description: `Every ${walk.stepDays} trading days from ${walk.from} to ${walk.to}, refitted ${walk.refit}`,
    owner,
    // What is tried is not official yet; its findings are shown, and stop nothing.
    space: instance.space === 'official' ? 'team' : instance.space,
    definition,
    trainingDatasets,
    labelDataset,
    inferenceDatasets,
    outputDataset: DatasetNameSchema.parse(id),
    universe,
    config: {
      ...tried,
      allow: { retrain: false, rollback: false, pause: false },
      researchLine: researchLineOf(instance),
    },
    schedules: [],
    backtest: { of: instance.id, walk },
  };
}

/**
 * Creates the instance of a back-test, or finds it.
 *
 * @throws {InvalidInputError} `backtest.category_unsupported` for a definition that publishes no signal.
 */
export async function createBacktest(
  registry: Pick<Registry, 'instances' | 'definitions'>,
  id: InstanceRecord['id'],
  walk: BacktestWalk,
  context: WriteContext,
): Promise<InstanceRecord> {
  const { instances, definitions } = registry;
  const instance = await instances.getInstance(id);
  const { name, version } = instance.definition;
  const { category } = await definitions.getDefinition(name, version);
  if (!JUDGED_CATEGORIES.has(category)) {
    throw new InvalidInputError(
      'backtest.category_unsupported',
      `${name}@${version} is of category ${category}, which publishes no signal to trade by; back-test one of ${[...JUDGED_CATEGORIES].join(', ')}`,
    );
  }
  const wanted = backtestInstance(instance, walk);
  const found = await instances.findInstance(wanted.id);
  if (found !== undefined) return found;
  // The token is the back-test's: two who ask at once create one, and both get it.
  return instances.createInstance(wanted, { ...context, token: `backtest/${wanted.id}` });
}
