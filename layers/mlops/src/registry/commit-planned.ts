import { ConflictError } from '@optaic/mlops/base';
import type { CommitInput, CommitOutcome, Ledger, WriteContext } from './ledger.ts';

/** What to write, as judged from what was just read. */
export type CommitPlan = Pick<CommitInput, 'changes' | 'activities' | 'outcome'>;

/**
 * Reads, judges and commits, once per token. A token committed before is answered before its plan is made, since after its
 * own first attempt the same change would look illegal.
 *
 * @param options.attempts - How often a plan is made when its conditions are lost to another writer: more than once only for
 *   changes that are right whatever the other one did, such as taking the next number. A plan that refuses is final.
 * @returns The outcome of the attempt that committed, be it an earlier one.
 */
export async function commitPlanned(
  ledger: Ledger,
  context: WriteContext,
  plan: () => Promise<CommitPlan>,
  { attempts = 1 }: { attempts?: number } = {},
): Promise<CommitOutcome> {
  const earlier = await ledger.findCommit(context);
  if (earlier) return earlier;

  for (let attempt = 1; ; attempt++) {
    let isPlanned = false;
    try {
      const planned = await plan();
      isPlanned = true;
      const status = await ledger.commitOnce({ ...context, ...planned });
      if (status === 'committed') return planned.outcome ?? {};
    } catch (error) {
      const mayRetry = isPlanned && attempt < attempts;
      if (!(error instanceof ConflictError)) throw error;
      if (!mayRetry && (await ledger.findCommit(context)) === undefined) throw error;
    }
    const concurrent = await ledger.findCommit(context);
    if (concurrent) return concurrent;
  }
}
