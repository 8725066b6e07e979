import { resolve } from 'node:path';
import { synthesizeIfStale } from '../../infra/local/start/synthesize.ts';

/** Once before all suites: those that run the synthesized app take it from `cdk.out`. */
export default async function setup(): Promise<void> {
  await synthesizeIfStale(resolve(import.meta.dirname, '../..'));
}
