/** Globals that a definition may not touch, each with what to use instead. Where a definition runs, most are not there. */
export const IMPURE_GLOBALS: Readonly<Record<string, string>> = {
  Date: 'a clock: take times from the panel (decisionTime)',
  Temporal: 'a clock: take times from the panel (decisionTime)',
  performance: 'a clock: a definition has no use for one',
  setTimeout: 'a clock: a definition has no use for one',
  setInterval: 'a clock: a definition has no use for one',
  setImmediate: 'a clock: a definition has no use for one',
  queueMicrotask: 'a clock: await what you need',
  'Math.random': 'randomness without a seed: draw from context.random',
  crypto: 'randomness without a seed: draw from context.random',
  Intl: 'the locale of a machine: write numbers and texts without it',
  fetch: 'the network: what is needed comes in by the panel',
  XMLHttpRequest: 'the network: what is needed comes in by the panel',
  WebSocket: 'the network: what is needed comes in by the panel',
  EventSource: 'the network: what is needed comes in by the panel',
  navigator: 'the machine: a definition is the same on every one',
  process: 'the environment of a machine: what may vary is a hyperparameter',
  require: 'the file system and Node: import from @optaic/mlops or zod',
  module: 'the file system and Node: import from @optaic/mlops or zod',
  __dirname: 'the file system: what is needed comes in by the panel',
  __filename: 'the file system: what is needed comes in by the panel',
  Buffer: 'Node: use Uint8Array',
  TextEncoder: 'no part of the language: use encodeNativeForm of @optaic/mlops/learners/native-form',
  TextDecoder: 'no part of the language: use decodeNativeForm of @optaic/mlops/learners/native-form',
  structuredClone: 'no part of the language: copy what you need',
  eval: 'code that nobody approved',
  Function: 'code that nobody approved',
  globalThis: 'all that is above: name what you need',
};

/** Packages that a definition may import; everything of them is bundled into it. */
export const ALLOWED_IMPORTS: readonly RegExp[] = [
  /^\.\.?\//,
  /^zod$/,
  /^@optaic\/mlops\/(base|metrics|onnx|data\/splits|learners\/[a-z-]+)$/,
];
