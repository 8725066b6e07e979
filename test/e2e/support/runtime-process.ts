import { silentLogger } from '../../../infra/local/logger.ts';
import { startRuntime } from '../../../infra/local/runtime.ts';
import { CLOUD_ASSEMBLY } from './embedded-app.ts';

/** A runtime in a process of its own: `runtime-process.ts STATE_DIR KILL_AT`; it kills itself at that stage call, 0 for never. */
const [stateDir = '', killAt = '0'] = process.argv.slice(2);
let calls = 0;
let armed = false;

const runtime = await startRuntime({
  cloudAssembly: CLOUD_ASSEMBLY,
  stateDir,
  port: 0,
  logger: silentLogger,
  retryScale: 0.02,
  faultPlan: ({ logicalId }) => {
    // Both sides of a call are counted, so that odd numbers kill before it and even ones after.
    if (!armed || logicalId.startsWith('Edge/')) return 'continue';
    calls++;
    return calls === Number(killAt) ? 'kill-runtime' : 'continue';
  },
});
armed = true;
console.log(JSON.stringify({ url: runtime.url, tokens: runtime.tokens }));
process.once('SIGTERM', () => {
  console.log(JSON.stringify({ calls }));
  void runtime.close();
});
