import { benchData } from './data/bench-data.ts';
import { benchDefinitions } from './definitions/bench-definitions.ts';
import { benchLeakCurve } from './leak-curve.ts';
import { benchLeakGate } from './leak-gate.ts';
import { benchLearners } from './learners/bench-learners.ts';
import { benchMonitoring } from './monitoring/bench-monitoring.ts';

type Bench = (print: (line: string) => void, args: readonly string[]) => Promise<void> | void;

const BENCHES: Readonly<Record<string, Bench>> = {
  data: benchData,
  definitions: benchDefinitions,
  'leak-curve': benchLeakCurve,
  'leak-gate': benchLeakGate,
  learners: benchLearners,
  monitoring: benchMonitoring,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`no bench "${name}"; npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exitCode = 2;
} else await bench((line) => console.log(line), args);
