export type { OnnxSession } from './onnx-session.ts';
export { createOnnxSession } from './onnx-session.ts';
