import type { PerformanceMonitor } from '@optaic/mlops/base';

/** One date of twenty assets has a standard error of 0.23; eight make a mean that can be read. */
export const performanceMonitor: PerformanceMonitor = { metric: 'rank_information_coefficient', minimumDates: 8 };
