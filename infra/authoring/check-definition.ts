import { existsSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { checkModelDefinition } from './check-model-definition.ts';
import { type DefinitionReport, formatReports, isSound } from './definition-report.ts';
import { evaluationOf, writeEvaluation } from './evaluation-record.ts';

/** `npm run def:check [NAME …]`: judges definitions, all of them by default; not zero when one fails. */

const ROOT = resolve(import.meta.dirname, '../..');
const EVALUATIONS = join(ROOT, 'build/evaluations');

async function main(): Promise<number> {
  const known = readdirSync(join(ROOT, 'model-defs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'model-defs', entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort();
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !existsSync(join(ROOT, 'model-defs', name)));
  if (unknown !== undefined) {
    console.error(`there is no definition "${unknown}" in model-defs/; there are ${known.join(', ')}`);
    return 2;
  }
  const reports: DefinitionReport[] = [];
  for (const name of asked.length > 0 ? asked : known) {
    process.stderr.write(`checking ${name} …\n`);
    reports.push(await checkModelDefinition({ name, root: ROOT }));
  }
  console.log(formatReports(reports));
  for (const report of reports) {
    const run = evaluationOf(report, { now: systemNow(), actor: userInfo().username });
    if (run !== undefined) console.log(`recorded ${relative(ROOT, writeEvaluation(run, report, EVALUATIONS))}`);
  }
  return reports.every(isSound) ? 0 : 1;
}

process.exitCode = await main();
