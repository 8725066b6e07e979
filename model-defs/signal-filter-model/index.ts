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

/** When a primary signal is right: keeps, sizes and shapes it, and never turns it around; see docs/. */
export default defineModelModule<Hyperparameters>({
  name: 'signal-filter-model',
  version: VERSION,
  category: 'signal_filtering',
  model: { hyperparameters: HyperparametersSchema, create: loadScorer },
  training: { config: trainingConfig, trainer, evaluator },
  inference: { predictor, memory: 'previous' },
  monitoring: { dataMonitor, performanceMonitor, alertRules },
  tests,
});
