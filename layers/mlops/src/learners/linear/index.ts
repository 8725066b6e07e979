export type { LabelledRows } from '../training-rows.ts';
export { fitElasticNet } from './fit-elastic-net.ts';
export { fitLogistic } from './fit-logistic.ts';
export { fitRidge } from './fit-ridge.ts';
export type { LinearModel } from './linear-model.ts';
export { decodeLinearModel, encodeLinearModel, LinearModelSchema, parseLinearModel } from './linear-model.ts';
export type { ElasticNetParameters, LogisticParameters, RidgeParameters } from './parameters.ts';
export {
  ElasticNetParametersSchema,
  LogisticParametersSchema,
  parseElasticNetParameters,
  parseLogisticParameters,
  parseRidgeParameters,
  RidgeParametersSchema,
} from './parameters.ts';
export { predictLinear } from './predict-linear.ts';
