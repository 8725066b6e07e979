import { readdirSync, readFileSync } from 'node:fs';

/** Reads a file of /proc, or nothing when its process has ended meanwhile. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // ended between the listing and the read: it holds no memory any more
  }
}

function parents(): Map<number, number> {
  const byChild = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // The command may hold spaces and parentheses: the parent's id follows the last one.
    const [, parent] = readProc(`/proc/${entry}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    if (parent !== undefined) byChild.set(Number(entry), Number(parent));
  }
  return byChild;
}

function proportionalSetSizeKiB(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** The sum of the proportional set sizes of a process and all below it, in MiB. Linux only. */
export function processTreeMemoryMiB(root: number): number {
  const byChild = parents();
  const isBelow = (pid: number): boolean => pid === root || (byChild.has(pid) && isBelow(byChild.get(pid) ?? 0));
  const tree = [...byChild.keys()].filter(isBelow);
  return tree.reduce((sum, pid) => sum + proportionalSetSizeKiB(pid), 0) / 1_024;
}
