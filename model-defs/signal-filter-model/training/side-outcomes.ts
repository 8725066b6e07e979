import type { LabelledPanel } from '@optaic/mlops/base';
import { relativeOutcomes } from '@optaic/mlops/metrics';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import type { Primary } from '../model/primary.ts';

const BASIS_POINT = 1e-4;

export interface SideOutcomes {
  /** Shape (rows,); the return that each row is judged by, in fractions. */
  readonly outcome: Float32Array;
  /** Shape (rows,); 1 where side × outcome exceeds the cost, else 0. Of no meaning without a side. */
  readonly isRight: Float32Array;
  /** Of a side and back again, in fractions. */
  readonly cost: number;
}

/** Whether taking the primary's side would have paid for itself. */
export function sideOutcomes(
  { decisionTime, labels }: LabelledPanel,
  { side }: Primary,
  { relative_outcomes: isRelative, round_trip_cost_bps: costBps }: Hyperparameters,
): SideOutcomes {
  const outcome = isRelative ? relativeOutcomes(decisionTime, labels) : labels;
  const cost = costBps * BASIS_POINT;
  return { outcome, cost, isRight: outcome.map((value, row) => (side[row] * value > cost ? 1 : 0)) };
}
