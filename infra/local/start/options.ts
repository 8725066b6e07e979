import { parseArgs } from 'node:util';
import { z } from 'zod';
import { RuntimeError } from '../runtime-error.ts';

const PORT = z.coerce.number().int().min(0).max(65_535);
const SEED = z.coerce.number().int().min(0).max(2_147_483_647);

export const DEFAULT_PORT = 4500;
export const DEFAULT_SEED = 7;

export interface StartOptions {
  readonly port: number;
  /** Drops the state before starting. */
  readonly fresh: boolean;
  /** Runs the demo cycle when the state is empty. */
  readonly demo: boolean;
  /** Stops after the demo cycle. */
  readonly demoOnly: boolean;
  /** Where to write the demo's summary as JSON. */
  readonly summary: string | undefined;
  readonly seed: number;
  readonly stateDir: string;
}

export const USAGE = `usage: npm start -- [--port N] [--fresh] [--no-demo] [--seed N] [--state DIR]
       npm run demo -- [--fresh] [--summary FILE] [--seed N] [--state DIR]

  --port N        port for people on 127.0.0.1, 0 for any; default ${DEFAULT_PORT}
  --fresh         drop the state before starting
  --no-demo       start empty
  --summary FILE  write what the demo made as JSON
  --seed N        seed of the demo's instance; default ${DEFAULT_SEED}
  --state DIR     where the state lives; default .local`;

function parsed<Schema extends z.ZodType>(schema: Schema, name: string, value: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RuntimeError('start.option_invalid', `--${name} ${value}: ${result.error.issues[0]?.message}\n${USAGE}`);
}

/** @throws {RuntimeError} `start.option_invalid` for an unknown option or a value out of range. */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        port: { type: 'string', default: String(DEFAULT_PORT) },
        fresh: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        'demo-only': { type: 'boolean', default: false },
        summary: { type: 'string' },
        seed: { type: 'string', default: String(DEFAULT_SEED) },
        state: { type: 'string', default: '.local' },
      },
    });
    if (values.help) return 'help';
    return {
      // The demo alone needs no address that people know.
      port: values['demo-only'] ? 0 : parsed(PORT, 'port', values.port),
      fresh: values.fresh,
      demo: !values['no-demo'],
      demoOnly: values['demo-only'],
      summary: values.summary,
      seed: parsed(SEED, 'seed', values.seed),
      stateDir: values.state,
    };
  } catch (cause) {
    if (cause instanceof RuntimeError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError('start.option_invalid', `${reason}\n${USAGE}`, { cause });
  }
}
