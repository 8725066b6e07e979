import type { DataMonitor } from '@optaic/mlops/base';

/** A trading week against the limits of the weeks inside the training data. */
export const dataMonitor: DataMonitor = {
  statistic: 'wasserstein_normed',
  limitQuantile: 0.99,
  windowDays: 5,
  driftShare: 0.5,
};
