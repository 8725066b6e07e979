import type { InferenceContext, ModelState, NativeScorer } from './definition.ts';

/**
 * Serves a native model where ONNX would, for a definition's own tests: the platform proves that they are the same at
 * registration.
 */
export function serveNatively(
  scorer: NativeScorer,
  featureNames: readonly string[],
  { native, state }: { readonly native?: Uint8Array; readonly state?: ModelState } = {},
): InferenceContext {
  return {
    log: { info: () => undefined },
    ...(native === undefined ? {} : { native }),
    ...(state === undefined ? {} : { state }),
    infer: async (rowMajor, rows) => {
      const width = featureNames.length;
      const features = Float32Array.from(rowMajor, (_, i) => rowMajor[(i % rows) * width + Math.floor(i / rows)]);
      const entity = Array.from({ length: rows }, () => '');
      return scorer.score({ rows, entity, decisionTime: new Float64Array(rows), featureNames, features });
    },
  };
}
