import { describe, expect, it } from 'vitest';
import { newInstance } from '../../../../test/support/registry-fixtures.ts';
import { InstanceRecordSchema, ModelVersionRecordSchema } from './records.ts';
import { researchLineOf, trialIdentityOf, trialIdOf } from './trial-identity.ts';

const instance = InstanceRecordSchema.parse({
  ...newInstance('SPX'),
  status: 'ready',
  latestVersion: 2,
  revision: 1,
  createdAt: '2020-01-02T00:00:00.000Z',
  updatedAt: '2020-01-02T00:00:00.000Z',
});
const version = ModelVersionRecordSchema.pick({ definition: true, hyperparameters: true, signature: true }).parse({
  definition: { name: 'xgb-signal-model', version: '1.0.0', digest: 'a'.repeat(64) },
  hyperparameters: { rounds: 100 },
  signature: { featureNames: ['momentum', 'volatility'], output: 'score' },
});
const line = researchLineOf(instance);
const idOf = (changed: Partial<typeof version>) =>
  trialIdOf(line, trialIdentityOf(instance, { ...version, ...changed }));

describe('researchLineOf', () => {
  it('is the universe and the labels, unless the instance names one', () => {
    const config = InstanceRecordSchema.shape.config.parse({ ...instance.config, researchLine: 'momentum-2020' });

    expect(line).toBe('members.labels');
    expect(researchLineOf({ ...instance, config })).toBe('momentum-2020');
  });
});

describe('trialIdOf', () => {
  it('is the same for another refit and another seed of the same try', () => {
    const refit = { ...version, seed: 11, trainedAsOf: '2021-01-01', metrics: { rounds: 3 } };
    const reseeded = { ...instance, config: { ...instance.config, seed: 99 } };

    expect(trialIdOf(line, trialIdentityOf(reseeded, refit))).toBe(idOf({}));
  });

  it('is another for other hyperparameters, features, definition, target, universe or window', () => {
    const { definition, signature } = version;
    const ids = [
      idOf({}),
      idOf({ hyperparameters: { rounds: 101 } }),
      idOf({ signature: { ...signature, featureNames: ['momentum'] } }),
      idOf({
        definition: { ...definition, version: ModelVersionRecordSchema.shape.definition.shape.version.parse('1.0.1') },
      }),
      ...[
        { ...instance, universe: instance.labelDataset },
        { ...instance, config: { ...instance.config, targetColumn: 'other' } },
        { ...instance, config: { ...instance.config, trainWindow: 20 } },
        { ...instance, config: { ...instance.config, featureLag: 2 } },
      ].map((other) => trialIdOf(line, trialIdentityOf(other, version))),
    ];

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toMatch(/^[0-9a-f]{24}$/);
  });
});
