export type { GaussianEmission } from '../gaussian/gaussian-emission.ts';
export { GaussianEmissionSchema } from '../gaussian/gaussian-emission.ts';
export type { Rows } from '../training-rows.ts';
export { fitGmm } from './fit-gmm.ts';
export type { GmmModel } from './gmm-model.ts';
export { decodeGmmModel, encodeGmmModel, GmmModelSchema, parseGmmModel } from './gmm-model.ts';
export type { GmmParameters } from './parameters.ts';
export { GmmParametersSchema, parseGmmParameters } from './parameters.ts';
export { gmmLogLikelihood, predictGmm } from './predict-gmm.ts';
