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

/** Filtered probabilities of hidden market regimes, from calm to turbulent, bar after bar; see docs/. */
export default defineModelModule<Hyperparameters>({
  name: 'hmm-regime-model',
  version: VERSION,
  category: 'macro_regime',
  model: { hyperparameters: HyperparametersSchema, create: loadScorer },
  training: { config: trainingConfig, trainer, evaluator },
  inference: { predictor, memory: 'contiguous' },
  monitoring: { dataMonitor, performanceMonitor, alertRules },
  tests,
});
