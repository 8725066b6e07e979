import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const REQUIREMENTS = join(ROOT, 'test/conformance/requirements.txt');
/** Ignored by git; each set of requirements has its own environment, made once. */
const CACHE = join(ROOT, 'build/python');
const INSTALL_TIMEOUT_MS = 300_000;
const RUN_TIMEOUT_MS = 300_000;
const OUTPUT_LIMIT_BYTES = 256 * 1_024 * 1_024;
/** The oldest Python that the pinned packages run on. */
const OLDEST = [3, 11] as const;

export interface Python {
  /** The interpreter of the environment. */
  readonly executable: string;
  /**
   * What a script prints.
   *
   * @param script - A path beneath the repository.
   * @throws {Error} with what the script said, when it fails: a peer that breaks is a failed test, not a skipped one.
   */
  run(script: string, args?: readonly string[], input?: string): string;
}

/** Why there is no Python to compare with on this machine. */
export interface NoPython {
  readonly skipped: string;
}

/**
 * An environment of Python with the pinned requirements in it, made at the first call and kept; or why it cannot be
 * had here: no Python, too old a one, no venv module, no package index.
 */
export function openPython(requirements: string = REQUIREMENTS): Python | NoPython {
  const found = findPython();
  if ('skipped' in found) return found;
  const key = createHash('sha256').update(found.version).update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const home = join(CACHE, key);
  if (!existsSync(home)) {
    const problem = install(found.command, requirements, home);
    if (problem !== undefined) return { skipped: problem };
  }
  const executable = interpreter(home);
  return { executable, run: (script, args = [], input = '') => run(executable, join(ROOT, script), args, input) };
}

function findPython(): { command: string; version: string } | NoPython {
  const versions: string[] = [];
  for (const command of ['python3', 'python']) {
    const { status, stdout } = spawnSync(
      command,
      ['-c', 'import platform; print(platform.python_version(), platform.machine())'],
      { encoding: 'utf8' },
    );
    if (status !== 0) continue;
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === OLDEST[0] && minor >= OLDEST[1]) return { command, version };
    versions.push(version);
  }
  const wanted = `Python ${OLDEST.join('.')} or later`;
  return {
    skipped: versions.length === 0 ? `${wanted} is not installed` : `${wanted} is needed, found ${versions[0]}`,
  };
}

/** Made beside its place and moved there when complete, so that an interrupted or a second installation does no harm. */
function install(command: string, requirements: string, home: string): string | undefined {
  const draft = `${home}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', '--no-deps'];
    const steps = [
      { what: 'the venv module does not work', program: command, args: ['-m', 'venv', draft] },
      { what: 'the pinned packages cannot be had', program: interpreter(draft), args: [...pip, '-r', requirements] },
    ];
    for (const { what, program, args } of steps) {
      const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
      if (status !== 0)
        return `${what}: ${lastLine(`${stdout}\n${stderr}`) || `no answer in ${INSTALL_TIMEOUT_MS} ms`}`;
    }
    if (!existsSync(home)) renameSync(draft, home);
    return undefined;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function interpreter(home: string): string {
  return process.platform === 'win32' ? join(home, 'Scripts/python.exe') : join(home, 'bin/python');
}

function run(executable: string, script: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync(executable, [script, ...args], {
    input,
    encoding: 'utf8',
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: OUTPUT_LIMIT_BYTES,
    env: { ...process.env, PYTHONHASHSEED: '0', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (status === 0) return stdout;
  throw new Error(`${script} ended with ${status ?? error?.message}: ${stderr.slice(-2_000)}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
