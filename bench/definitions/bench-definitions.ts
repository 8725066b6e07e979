import { benchCombiner } from './combiner-seeds.ts';

/** What the definitions find where the truth is planted, over many seeds. `--seeds N`, 100 by default. */
export async function benchDefinitions(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const at = args.indexOf('--seeds');
  const seeds = at === -1 ? 100 : Number(args[at + 1]);
  await benchCombiner(print, seeds);
}
