import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instant } from '@optaic/mlops/base';
import { type RunRecord, RunRecordSchema, runIdFrom } from '@optaic/mlops/registry';
import { type DefinitionReport, isSound, problemsOf } from './definition-report.ts';

export interface EvaluationContext {
  readonly now: Instant;
  /** Who checks. */
  readonly actor: string;
}

/**
 * The evaluation run of a check, as the registrar records one when the definition is deployed: of the same bundle it has
 * the same id.
 *
 * @returns Undefined for what does not load, since nothing says which version it is.
 */
export function evaluationOf(report: DefinitionReport, { now, actor }: EvaluationContext): RunRecord | undefined {
  const { name, version, digest, tests, failedTests } = report;
  if (version === undefined || digest === undefined) return undefined;
  return RunRecordSchema.parse({
    id: runIdFrom(['evaluation', name, version, digest]),
    kind: 'evaluation',
    mode: 'normal',
    status: 'completed',
    actor: { kind: 'person', id: actor },
    cause: { kind: 'person' },
    clock: 'live',
    asOf: now,
    request: { name, version },
    inputs: [],
    definitionDigest: digest,
    createdAt: now,
    startedAt: now,
    completedAt: now,
    result: { usable: isSound(report), tests, failed: failedTests, problems: problemsOf(report) },
  });
}

/** Writes the evaluation as `<directory>/<name>@<version>.json`. Returns its path. */
export function writeEvaluation(run: RunRecord, { name, version }: DefinitionReport, directory: string): string {
  const path = join(directory, `${name}@${version}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(run, undefined, 2)}\n`);
  return path;
}
