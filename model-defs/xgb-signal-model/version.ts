/** Also the producer version inside the ONNX files that this definition exports. */
export const VERSION = '1.1.0';
