import type { Command } from 'commander';
export function addInspectFile(_datasets: Command): void {}
