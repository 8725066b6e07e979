import type { TrainingConfig } from '@optaic/mlops/base';

/** Labels judge how far regimes tell outcomes apart; the regimes themselves are learned without. */
export const trainingConfig: TrainingConfig = { horizonDays: 5, validationShare: 0.2, embargoDays: 5 };
