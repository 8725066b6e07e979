import type { PerformanceMonitor } from '@optaic/mlops/base';

/** One series has no cross-section to rank, so no date ever has a coefficient: what is watched is drift and the score. */
export const performanceMonitor: PerformanceMonitor = { metric: 'rank_information_coefficient', minimumDates: 8 };
