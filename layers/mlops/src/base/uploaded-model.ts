/** Bytes of the ONNX file of a model that was made elsewhere. A forest of 1,000 trees of 1,000 leaves has 50 MB. */
export const MAXIMUM_UPLOADED_MODEL_BYTES = 100_000_000;
