import { NotFoundError, urn } from '@optaic/mlops/base';
import { type CommitPlan, commitPlanned } from './commit-planned.ts';
import type { Ledger, WriteContext } from './ledger.ts';
import { change } from './ledger-change.ts';
import { everyItem } from './page.ts';
import { readOne, readPage } from './reads.ts';
import type { NewTrial, TrialRepository } from './registry.ts';
import type { createRunTable } from './run.dynamodb.ts';
import { runStillRunning } from './run-still-running.ts';
import type { createTrialTable } from './trial.dynamodb.ts';
import { trialIdOf } from './trial-identity.ts';
import { type ResearchLine, type TrialRecord, TrialRecordSchema } from './trial-record.ts';

export interface TrialTables {
  readonly trials: ReturnType<typeof createTrialTable>;
  readonly runs: ReturnType<typeof createRunTable>;
}

/** Back-tests of one trial that end together: each is right whatever the other found, and the last one stays. */
const RECORDING_ATTEMPTS = 8;

export function createTrialRepository(ledger: Ledger, { trials, runs }: TrialTables): TrialRepository {
  const findTrial: TrialRepository['findTrial'] = (line, id) => readOne(trials.trialOf(line, id), TrialRecordSchema);

  const getTrial = async (line: ResearchLine, id: string): Promise<TrialRecord> => {
    const trial = await findTrial(line, id);
    if (trial) return trial;
    throw new NotFoundError('trial.not_found', `no trial ${id} in research line ${line}; list the trials of the line`);
  };

  const planRecording = async (trial: NewTrial, { now }: WriteContext): Promise<CommitPlan> => {
    const id = trialIdOf(trial.line, trial.identity);
    const before = await findTrial(trial.line, id);
    const record: TrialRecord = {
      ...trial,
      id,
      firstRecordedAt: before?.firstRecordedAt ?? now,
      recordedAt: now,
      revision: (before?.revision ?? 0) + 1,
    };
    const conflict = {
      code: 'trial.changed' as const,
      message: `trial ${id} of research line ${trial.line} was recorded by another back-test meanwhile; try again`,
    };
    return {
      changes: [
        change(before === undefined ? trials.newTrial(record) : trials.nextRevision(record, before.revision), conflict),
        runStillRunning(runs, trial.runId),
      ],
      activities: [
        {
          resource: urn.trial(id),
          action: 'trial.recorded',
          payload: {
            trialId: id,
            line: trial.line,
            isNew: before === undefined,
            instanceId: trial.instanceId,
            runId: trial.runId,
            observations: trial.observations,
            seriesSha256: trial.series.sha256,
          },
        },
      ],
      outcome: { id },
    };
  };

  return {
    findTrial,
    getTrial,
    listTrials: (line, page) => readPage(trials.trialsOf(line), TrialRecordSchema, 'asc', page),
    allTrials: async (line) => {
      const found: TrialRecord[] = [];
      const pages = everyItem((page) =>
        readPage(trials.trialsOf(line), TrialRecordSchema, 'asc', { ...page, consistent: true }),
      );
      for await (const trial of pages) found.push(trial);
      return found;
    },
    recordTrial: async (trial, context) => {
      const { id } = await commitPlanned(ledger, context, () => planRecording(trial, context), {
        attempts: RECORDING_ATTEMPTS,
      });
      return getTrial(trial.line, String(id));
    },
  };
}
