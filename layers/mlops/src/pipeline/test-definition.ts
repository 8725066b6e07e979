/** The source of a small but whole definition, as an author's bundle looks: tests replace parts of it to break it. */
export const DEFINITION_SOURCE = `
  const rank = (panel) => {
    const out = new Float32Array(panel.rows);
    for (let row = 0; row < panel.rows; row++) out[row] = panel.features[row];
    return out;
  };
  const definition = {
    name: 'mean-model',
    version: '1.0.0',
    category: 'signal',
    model: {
      hyperparameters: {
        safeParse: (raw) =>
          typeof raw.scale === 'number'
            ? { success: true, data: raw }
            : { success: false, error: { issues: [{ path: ['scale'], message: 'expected number' }] } },
      },
      create: (native) => ({ score: (panel) => rank(panel).map((value) => value * native[0]) }),
    },
    training: {
      config: { horizonDays: 5, validationShare: 0.2, embargoDays: 5 },
      trainer: {
        async fit(train, validation, { scale }, context) {
          context.onRound({ round: 1, rounds: 1, losses: { trainRmse: context.random() } });
          return {
            onnx: Uint8Array.of(1, 2, 3),
            native: Uint8Array.of(scale),
            metrics: { trainRmse: 1 },
            importance: { momentum: 1 },
          };
        },
      },
      evaluator: { evaluate: (validation, score) => ({ rows: score.length }) },
    },
    inference: {
      predictor: {
        async predict(panel, context) {
          const score = await context.infer(new Float32Array(panel.rows), panel.rows);
          return { score, signal: new Float32Array(panel.rows) };
        },
        async predictBatch(panel, context) {
          return this.predict(panel, context);
        },
      },
    },
    monitoring: {
      dataMonitor: { statistic: 'wasserstein_normed', limitQuantile: 0.99, windowDays: 5, driftShare: 0.5 },
      performanceMonitor: { metric: 'rank_information_coefficient', minimumDates: 3 },
      alertRules: [],
    },
    tests: [{ name: 'adds', run: ({ assert }) => assert(1 + 1 === 2, 'one and one is not two') }],
  };`;

/** A bundle in the form esbuild gives it, around a source that declares `definition`. */
export function bundleOf(source: string = DEFINITION_SOURCE): Uint8Array {
  return new TextEncoder().encode(`var __definition = (() => {${source}\nreturn { default: definition };\n})();`);
}
