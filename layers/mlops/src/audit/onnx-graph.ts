const GRAPH_FIELD = 7;
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;

/**
 * The graph in an ONNX file, which is all that computes: names of producers and metadata, such as the best validation
 * loss, are left out.
 *
 * @returns The bytes of ModelProto's field 7; the whole file when it does not read as one.
 * @see https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto
 */
export function onnxGraph(model: Uint8Array): Uint8Array {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < model.length; scale *= 128) {
      const byte = model[at++];
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < model.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === WIRE_LENGTH) {
      const length = varint();
      if (Math.floor(tag / 8) === GRAPH_FIELD) return model.subarray(at, at + length);
      at += length;
    } else if (wire === WIRE_VARINT) varint();
    else if (wire === WIRE_FIXED64) at += 8;
    else if (wire === WIRE_FIXED32) at += 4;
    else break;
  }
  return model;
}
