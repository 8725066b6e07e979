export { checkOnnxFile, UPLOADED_ONNX_LIMITS } from './check-uploaded-onnx.ts';
export type { OnnxDeclaration } from './choose-onnx-values.ts';
export { gaussianEmissionToOnnx, gmmToOnnx } from './gaussian-to-onnx.ts';
export type { GbdtToOnnxOptions } from './gbdt-to-onnx.ts';
export { gbdtToOnnx, ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';
export { type ImportedOnnx, importOnnx } from './import-onnx.ts';
export { type LinearExport, linearToOnnx } from './linear-to-onnx.ts';
export { type ScalerExport, scalerToOnnx } from './scaler-to-onnx.ts';
export { type WeightedAverageExport, weightedAverageToOnnx } from './weighted-average-to-onnx.ts';
