import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';
import type { InstanceRecord, ModelVersionRecord } from './records.ts';
import { type ResearchLine, ResearchLineSchema, type TrialIdentity, type TrialRecord } from './trial-record.ts';

const ID_LENGTH = 24;

/**
 * The research line of an instance: the one that its configuration names, else `UNIVERSE.LABELS`, since everything tried on
 * the same outcomes of the same universe answers one question.
 */
export function researchLineOf({ config, universe, labelDataset }: InstanceRecord): ResearchLine {
  return config.researchLine ?? ResearchLineSchema.parse(`${universe}.${labelDataset}`.slice(0, 127));
}

/** What was tried by a version: the same for every refit of an instance whose configuration stays. */
export function trialIdentityOf(
  { trainingDatasets, labelDataset, universe, config }: InstanceRecord,
  { definition, hyperparameters, signature }: Pick<ModelVersionRecord, 'definition' | 'hyperparameters' | 'signature'>,
): TrialIdentity {
  return {
    definition: { name: definition.name, version: definition.version },
    hyperparameters,
    features: { datasets: trainingDatasets, names: signature.featureNames, lag: config.featureLag },
    target: { dataset: labelDataset, column: config.targetColumn },
    universe,
    split: { trainWindow: config.trainWindow },
  };
}

export function trialIdOf(line: ResearchLine, identity: TrialIdentity): TrialRecord['id'] {
  return sha256Hex(canonicalJson({ line, identity })).slice(0, ID_LENGTH);
}
