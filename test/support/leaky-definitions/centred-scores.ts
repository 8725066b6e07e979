import { defineModelModule, type Predictor } from '@optaic/mlops/base';
import xgbSignalModel from '../../../model-defs/xgb-signal-model/index.ts';

const { predict, predictBatch } = xgbSignalModel.inference.predictor;

/** Each score is the mean of the entity's scores of the day before, the day and the day after: it looks a day ahead. */
const centred: Predictor = {
  predict,
  async predictBatch(panel, context) {
    const { score, signal } = await predictBatch(panel, context);
    const rowsOf = Map.groupBy(panel.entity.keys(), (row) => panel.entity[row]);
    const smoothed = score.slice();
    for (const rows of rowsOf.values()) {
      for (let at = 1; at < rows.length - 1; at++) {
        smoothed[rows[at]] = (score[rows[at - 1]] + score[rows[at]] + score[rows[at + 1]]) / 3;
      }
    }
    return { score: smoothed, signal };
  },
};

export default defineModelModule({ ...xgbSignalModel, inference: { predictor: centred } });
