import type { Instant } from '@optaic/mlops/base';
import type { Finding } from './report.ts';

export interface PointInTimeEvidence {
  /** The run's as-of time. */
  readonly asOf: Instant;
  /** The latest knowledge time of any row that was used; absent when none was. */
  readonly maxKnowledgeTime?: Instant | undefined;
  /** The latest decision time. */
  readonly maxDecisionTime?: Instant | undefined;
  /** As of when the model that predicted was trained; absent in a training. */
  readonly trainedAsOf?: Instant | undefined;
}

/**
 * `dataset.pit`: nothing that was used, decided for or predicted with lies after the run's as-of time. A model trained
 * after it is `lookahead.model`.
 */
export function validateNoLookahead(evidence: PointInTimeEvidence): Finding[] {
  const { asOf, maxKnowledgeTime, maxDecisionTime, trainedAsOf } = evidence;
  return [
    ...after(maxKnowledgeTime, asOf, 'a row was used that became known', undefined),
    ...after(maxDecisionTime, asOf, 'a decision was made for', undefined),
    ...after(trainedAsOf, asOf, 'the model was trained as of', 'lookahead.model'),
  ];
}

function after(time: Instant | undefined, asOf: Instant, what: string, code: string | undefined): Finding[] {
  if (time === undefined || time <= asOf) return [];
  return [
    {
      contract: 'dataset.pit',
      ...(code === undefined ? {} : { code }),
      message: `${what} ${time}, after the run's as-of time ${asOf}`,
      rows: 0,
      value: time,
      limit: asOf,
      examples: [],
    },
  ];
}
