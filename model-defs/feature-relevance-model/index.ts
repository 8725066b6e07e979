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

/** Which features matter now, measured out of sample against shadows of themselves; see docs/. */
export default defineModelModule<Hyperparameters>({
  name: 'feature-relevance-model',
  version: VERSION,
  category: 'relevance',
  model: { hyperparameters: HyperparametersSchema, create: loadScorer },
  training: { config: trainingConfig, trainer, evaluator },
  inference: { predictor },
  monitoring: { dataMonitor, performanceMonitor, alertRules },
  tests,
});
