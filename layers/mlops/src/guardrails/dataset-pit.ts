import type { Instant } from '@optaic/mlops/base';
import type { LookaheadMeasure } from '@optaic/mlops/data';
import type { Finding } from './report.ts';
import { rowExamples } from './row-examples.ts';

export interface PointInTimeEvidence {
  /** The run's as-of time; of a write its own knowledge date. */
  readonly asOf: Instant;
  /** The latest knowledge time of any row that was used; absent when none was. */
  readonly maxKnowledgeTime?: Instant | undefined;
  /** The latest decision time. */
  readonly maxDecisionTime?: Instant | undefined;
  /** As of when the model that predicted was trained; absent in a training. */
  readonly trainedAsOf?: Instant | undefined;
  /** Rows that were looked at one by one, by `measureLookahead`. */
  readonly rows?: LookaheadMeasure | undefined;
}

/**
 * `dataset.pit`: nothing that was used, decided for or predicted with lies after the run's as-of time, and no row claims
 * to have been known before its event or after that time. A model trained after it is `lookahead.model`.
 */
export function validateNoLookahead(evidence: PointInTimeEvidence): Finding[] {
  const { asOf, maxKnowledgeTime, maxDecisionTime, trainedAsOf, rows } = evidence;
  return [
    ...after(maxKnowledgeTime, asOf, 'a row was used that became known', undefined),
    ...after(maxDecisionTime, asOf, 'a decision was made for', undefined),
    ...after(trainedAsOf, asOf, 'the model was trained as of', 'lookahead.model'),
    ...among(rows?.knownBeforeEvent, 'dataset.knowledge_before_event', 'rows are known before their event', null),
    ...among(rows?.knownAfterAsOf, undefined, `rows became known after ${asOf}`, asOf),
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

function among(
  found: LookaheadMeasure['knownAfterAsOf'] | undefined,
  code: string | undefined,
  what: string,
  limit: Instant | null,
): Finding[] {
  if (found === undefined || found.count === 0) return [];
  return [
    {
      contract: 'dataset.pit',
      ...(code === undefined ? {} : { code }),
      message: `${found.count} ${what}`,
      rows: found.count,
      value: found.count,
      limit: limit ?? 0,
      examples: rowExamples(found.rows),
    },
  ];
}
