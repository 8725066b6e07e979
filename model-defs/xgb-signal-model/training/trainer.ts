import type { NativeTrainingResult, Trainer } from '@optaic/mlops/base';
import { encodeGbdtModel, GbdtParametersSchema, gainShares, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { gbdtToOnnx } from '@optaic/mlops/onnx';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { VERSION } from '../version.ts';
import { chooseRounds, relativeDataset } from './choose-rounds.ts';

/** Boosts trees on relative returns; validation rows are watched, and neither learned from nor chosen by. */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, validation, { round_selection: selection, ...hyperparameters }, { seed, log, onRound }) {
    const parameters = GbdtParametersSchema.parse({ ...hyperparameters, seed });
    const most = parameters.num_boost_round;
    const chosen = selection === 'none' ? { rounds: most } : chooseRounds(train, parameters);
    log.info('rounds chosen', { ...chosen, of: most });
    const metrics: Record<string, number> = {};

    const model = trainGbdt(
      relativeDataset(train),
      { ...parameters, num_boost_round: chosen.rounds },
      {
        validation: relativeDataset(validation),
        onRound: ({ round, rounds, losses }) => {
          onRound({ round, rounds, losses });
          Object.assign(metrics, losses, { rounds: round });
        },
      },
    );

    return {
      onnx: gbdtToOnnx(model, { producerVersion: VERSION }),
      native: encodeGbdtModel(model),
      metrics: {
        ...metrics,
        ...(chosen.meanCoefficient === undefined
          ? {}
          : { innerMeanRankInformationCoefficient: chosen.meanCoefficient }),
      },
      importance: gainShares(model),
    };
  },
};
