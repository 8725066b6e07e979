// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ElectroDB fills these placeholders.
import { CustomAttributeType, Entity } from 'electrodb';
import type { StageTransition } from './records.ts';
import { asWritten, sortablePadding, type TableBinding } from './table.ts';

/** A row with its place in the order of recording: the instance's revision that it made. */
export type NumberedStageTransition = StageTransition & { readonly revision: number };

export function createStageTransitionTable(binding: TableBinding) {
  const entity = new Entity(
    {
      model: { service: 'registry', entity: 'stage-transition', version: '1' },
      attributes: {
        instanceId: { type: 'string', required: true },
        revision: { type: 'number', required: true, padding: sortablePadding, hidden: true },
        version: { type: 'number', required: true, padding: sortablePadding },
        from: { type: CustomAttributeType<StageTransition['from']>('string'), required: true },
        to: { type: CustomAttributeType<StageTransition['to']>('string'), required: true },
        clock: { type: CustomAttributeType<StageTransition['clock']>('string'), required: true },
        effectiveAt: { type: 'string', required: true },
        recordedAt: { type: 'string', required: true },
        actor: { type: CustomAttributeType<StageTransition['actor']>('any'), required: true },
        reason: { type: 'string', required: true },
      },
      indexes: {
        byRecording: {
          pk: { field: 'pk', composite: ['instanceId'], template: 'instance#${instanceId}', ...asWritten },
          sk: {
            field: 'sk',
            composite: ['revision', 'version'],
            template: 'transition#${revision}#${version}',
            ...asWritten,
          },
        },
      },
    },
    binding,
  );
  return {
    transitionsOf: (instanceId: string) => entity.query.byRecording({ instanceId }),
    /** Moves to production on a clock, in effect at a time and known at another; the last recorded of them holds. */
    productionMovesKnown: (instanceId: string, on: StageTransition['clock'], effectiveUntil: string, knownAt: string) =>
      entity.query
        .byRecording({ instanceId })
        .where(
          ({ to, clock, effectiveAt, recordedAt }, { eq, lte }) =>
            `${eq(to, 'production')} AND ${eq(clock, on)} AND ${lte(effectiveAt, effectiveUntil)} AND ${lte(recordedAt, knownAt)}`,
        ),
    newTransition: (transition: NumberedStageTransition) => entity.create(transition),
  };
}
