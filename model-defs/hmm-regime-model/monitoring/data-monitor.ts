import type { DataMonitor } from '@optaic/mlops/base';

/** A quarter of bars, since one series has one row a day, against the limits of the quarters inside the training data. */
export const dataMonitor: DataMonitor = {
  statistic: 'wasserstein_normed',
  limitQuantile: 0.99,
  windowDays: 63,
  driftShare: 0.5,
};
