import { auditFeaturePipeline } from '../layers/mlops/src/audit/audit-feature-pipeline.ts';
import { auditFixture } from '../layers/mlops/src/audit/fixtures/audit-fixture.ts';
import { CLEAN_DEFINITIONS } from '../layers/mlops/src/audit/fixtures/clean-definitions.ts';
import { CLEAN_PIPELINES } from '../layers/mlops/src/audit/fixtures/clean-pipelines.ts';
import { generatedFrame } from '../layers/mlops/src/audit/fixtures/generated-frame.ts';
import { generatedTables } from '../layers/mlops/src/audit/fixtures/generated-tables.ts';
import { LEAKY_DEFINITIONS } from '../layers/mlops/src/audit/fixtures/leaky-definitions.ts';
import { LEAKY_PIPELINES } from '../layers/mlops/src/audit/fixtures/leaky-pipelines.ts';
import { type LeakReport, leakFindings } from '../layers/mlops/src/audit/leak-report.ts';

const PANELS = 40;
const MARKETS = 8;
const FIRST_SEED = 100;
const SHAPES = [
  { names: 20, dates: 400 },
  { names: 8, dates: 120 },
  { names: 50, dates: 200 },
  { names: 20, dates: 900 },
];

/** Prints how often the leak gate errs on the planted leaks and on what is clean, over panels and markets of other seeds. */
export async function benchLeakGate(print: (line: string) => void): Promise<void> {
  const tally = { audits: 0, falseAlarms: 0, missed: 0 };
  const judge = (name: string, report: LeakReport, code: string | undefined) => {
    const codes = leakFindings(report).map((finding) => finding.code);
    tally.audits++;
    if (code === undefined && codes.length > 0) {
      tally.falseAlarms++;
      print(`false alarm: ${name}: ${codes.join(', ')}`);
    }
    if (code !== undefined && !codes.includes(code)) {
      tally.missed++;
      print(`missed: ${name}`);
    }
  };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PANELS; seed++) {
    const frame = generatedFrame({ seed, ...SHAPES[seed % SHAPES.length] });
    for (const definition of CLEAN_DEFINITIONS) {
      judge(`${definition.name}, seed ${seed}`, await auditFixture(definition, frame, { seed }), undefined);
    }
    for (const { definition, code } of LEAKY_DEFINITIONS) {
      judge(`${definition.name}, seed ${seed}`, await auditFixture(definition, frame, { seed }), code);
    }
  }
  print(`definitions, ${PANELS} panels: ${JSON.stringify(tally)}`);

  Object.assign(tally, { audits: 0, falseAlarms: 0, missed: 0 });
  for (let seed = FIRST_SEED; seed < FIRST_SEED + MARKETS; seed++) {
    const tables = generatedTables(seed);
    for (const [name, pipeline] of Object.entries(CLEAN_PIPELINES)) {
      judge(`${name}, seed ${seed}`, await auditFeaturePipeline(pipeline, tables), undefined);
    }
    for (const { name, pipeline, code } of LEAKY_PIPELINES) {
      judge(`${name}, seed ${seed}`, await auditFeaturePipeline(pipeline, tables), code);
    }
  }
  print(`pipelines, ${MARKETS} markets: ${JSON.stringify(tally)}`);
}
