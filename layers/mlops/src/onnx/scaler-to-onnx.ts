import { InvalidInputError } from '@optaic/mlops/base';
import { type ExportOptions, GraphBuilder } from './graph-builder.ts';

/** A `Standardiser` of the learners is one. */
export interface ScalerExport {
  /** Shape (features,); subtracted first. */
  readonly offset: readonly number[];
  /** Shape (features,); what is left is multiplied by it. */
  readonly scale: readonly number[];
}

/**
 * (feature − offset) · scale as an ONNX file: score of shape (N, features), missing where the feature is.
 *
 * @throws {InvalidInputError} `model.shape_mismatch` when offset and scale have different lengths.
 */
export function scalerToOnnx({ offset, scale }: ScalerExport, options: ExportOptions): Uint8Array {
  if (offset.length !== scale.length) {
    throw new InvalidInputError(
      'model.shape_mismatch',
      `${offset.length} offsets and ${scale.length} scales; give one of each a feature`,
    );
  }
  const graph = new GraphBuilder();
  const scaled = standardise(graph, offset, scale);
  const features = offset.length;
  return graph.encode(scaled, { ...options, graphName: 'scaler', features, outputs: features, own: {} });
}

/** (feature − offset) · scale inside a graph, missing where the feature is; shape (N, F). */
export function standardise(graph: GraphBuilder, offset: readonly number[], scale: readonly number[]): string {
  const centred = graph.apply('Sub', [graph.features(), graph.doubles(offset)]);
  return graph.apply('Mul', [centred, graph.doubles(scale)]);
}
