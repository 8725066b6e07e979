import { InstanceIdSchema } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextStage, type StageAction } from './model-stage.ts';
import type { ModelStage } from './records.ts';

const instanceId = InstanceIdSchema.parse('SPX');
const stages = ['none', 'staging', 'production', 'archived'] as const;
const actions = ['pass_gates', 'promote', 'displace', 'roll_back', 'reject'] as const;

/** The design's sentence, word for word. */
const SENTENCES = [
  'none -pass_gates-> staging',
  'staging -promote-> production',
  'production -displace-> archived',
  'archived -roll_back-> production',
  'staging -reject-> archived',
];

describe('nextStage', () => {
  it('makes the five moves and refuses every other, naming both stages', () => {
    for (const stage of stages) {
      for (const action of actions) {
        const sentence = SENTENCES.find((text) => text.startsWith(`${stage} -${action}->`));
        const move = () => nextStage({ instanceId, version: 2, stage }, action);

        if (sentence) expect(move()).toBe(sentence.split('-> ')[1]);
        else
          expect(move).toThrow(
            expect.objectContaining({ code: 'model_version.illegal_transition', name: 'ConflictError' }),
          );
      }
    }
    expect(() => nextStage({ instanceId, version: 2, stage: 'archived' }, 'promote')).toThrow(
      'version 2 of SPX cannot go from archived to production (promote); only a version in staging can',
    );
  });

  it('follows the oracle over any sequence of actions', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...actions)), (sequence) => {
        let stage: ModelStage = 'none';
        let oracle = 'none';
        for (const action of sequence) {
          const sentence = SENTENCES.find((text) => text.startsWith(`${oracle} -${action}->`));
          oracle = sentence?.split('-> ')[1] ?? oracle;
          stage = attempt(stage, action);
        }
        expect(stage).toBe(oracle);
      }),
    );
  });
});

function attempt(stage: ModelStage, action: StageAction): ModelStage {
  try {
    return nextStage({ instanceId, version: 1, stage }, action);
  } catch {
    return stage;
  }
}
