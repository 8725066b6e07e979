export type { GbdtToOnnxOptions } from './gbdt-to-onnx.ts';
export { gbdtToOnnx, ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';
export { type LinearModel, linearToOnnx } from './linear-to-onnx.ts';
