import { defineModelModule } from '@optaic/mlops/base';
import { predictor } from './inference/predictor.ts';
import { type Hyperparameters, HyperparametersSchema } from './model/hyperparameters.ts';
import { loadScorer } from './model/native-scorer.ts';
import { alertRules } from './monitoring/alert-rules.ts';
import { dataMonitor } from './monitoring/data-monitor.ts';
import { performanceMonitor } from './monitoring/performance-monitor.ts';
import { tests } from './tests/index.ts';
import { trainingConfig } from './training/config.ts';
import { evaluator } from './training/evaluator.ts';
import { trainer } from './training/trainer.ts';
import { VERSION } from './version.ts';

/** One signal from several, each counting by what it has earned, pulled toward equal weights; see docs/. */
export default defineModelModule<Hyperparameters>({
  name: 'signal-combiner-model',
  version: VERSION,
  category: 'signal_combining',
  model: { hyperparameters: HyperparametersSchema, create: loadScorer },
  training: { config: trainingConfig, trainer, evaluator },
  inference: { predictor },
  monitoring: { dataMonitor, performanceMonitor, alertRules },
  tests,
});
