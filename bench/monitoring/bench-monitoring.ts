import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPython } from '../../test/conformance/support/python.ts';
import { benchDrift, benchLargeDrift } from './drift.ts';
import { benchProfiles } from './profiles.ts';

const REQUIREMENTS = fileURLToPath(new URL('../../test/conformance/evidently.requirements.txt', import.meta.url));
const PARTS = ['drift', 'large', 'profiles'] as const;

/** Monitoring on one thread: the drift preset beside Evidently's in the same run, its largest case, profiles. */
export async function benchMonitoring(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      /** Warm runs, of which the best counts; Evidently has one. */
      repetitions: { type: 'string', default: '3' },
      /** Rows of each side. */
      sizes: { type: 'string', default: '10000,100000,1000000' },
      columns: { type: 'string', default: '50' },
    },
  });
  const isAsked = (part: (typeof PARTS)[number]) => values.only.split(',').includes(part);
  const load = loadavg()[0] ?? 0;
  print(`Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(1)}`);
  if (load > availableParallelism() / 2)
    print('other work shares the machine: compare CPU seconds rather than seconds');
  const directory = await mkdtemp(join(tmpdir(), 'optaic-bench-'));
  const missed: string[] = [];
  try {
    if (isAsked('drift')) {
      const python = openPython(REQUIREMENTS);
      if ('skipped' in python) print(`skipped: Evidently: ${python.skipped}`);
      missed.push(
        ...(await benchDrift(print, {
          directory,
          sizes: values.sizes.split(',').map(Number),
          columns: Number(values.columns),
          repetitions: Number(values.repetitions),
          executable: 'skipped' in python ? undefined : python.executable,
        })),
      );
    }
    if (isAsked('large')) missed.push(...(await benchLargeDrift(print, directory)));
    if (isAsked('profiles')) missed.push(...benchProfiles(print));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  for (const each of missed) print(`missed: ${each}`);
  if (missed.length > 0) process.exitCode = 1;
}
