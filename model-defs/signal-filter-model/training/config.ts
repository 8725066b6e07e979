import type { TrainingConfig } from '@optaic/mlops/base';

export const trainingConfig: TrainingConfig = { horizonDays: 5, validationShare: 0.2, embargoDays: 5 };
