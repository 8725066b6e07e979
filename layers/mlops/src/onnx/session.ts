export type { OnnxSession } from './onnx-session.ts';
export { createOnnxSession } from './onnx-session.ts';
export { type ProbeLimits, type ProbeRows, probeOnnx } from './probe-onnx.ts';
