import type { AnnouncedCall } from '../../../infra/local/gateway/fault-plan.ts';

/** What answers people or registers at start is no stage: a person repeats a request, CloudFormation a deployment. */
const NOT_A_STAGE = /^Edge\/|DefinitionRegister/;

/** Takes as many records at once as have come: with another one it makes the same calls once more, which no round can ask for. */
const TAKES_BATCHES = /ActivityRelay/;

interface Stage {
  /** How many calls one invocation makes when nothing is killed. */
  calls: number;
  readonly before: Set<number>;
  readonly after: Set<number>;
  /** The call aimed at in this round, undefined when both its sides and all others' are done. */
  target?: number | undefined;
  /** What the present invocation called so far, in order. */
  path: string[];
  /** The path of the invocation that was killed before the target. */
  killedPath?: string[] | undefined;
  killed: boolean;
}

/**
 * Kills each function before and after each of its calls, one call a round. The invocation that follows a kill before a call is
 * killed after it, if it came the same way; else the call's second side is left to a later round, so that no side is skipped.
 */
export class CallKiller {
  readonly #stages = new Map<string, Stage>();
  #isKilling = false;
  killsInRound = 0;

  /** Ends the calm cycle, whose calls are counted, or the round before; aims every stage at its first call with a side left. */
  aim(): void {
    this.#isKilling = true;
    this.killsInRound = 0;
    for (const stage of this.#stages.values()) {
      stage.killed = false;
      stage.killedPath = undefined;
      stage.target = callsOf(stage).find((call) => !stage.before.has(call) || !stage.after.has(call));
    }
  }

  /** The sides that were never killed, as `Stage call side`. */
  left(): string[] {
    return [...this.#stages].flatMap(([name, stage]) =>
      callsOf(stage).flatMap((call) =>
        (['before', 'after'] as const)
          .filter((side) => !stage[side].has(call))
          .map((side) => `${name} ${call} ${side}`),
      ),
    );
  }

  /** For people: calls and kills in total and by stage. */
  summary(): string {
    const rows = [...this.#stages]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, { calls, before, after }]) => ({ name, calls, kills: before.size + after.size }));
    const sum = (key: 'calls' | 'kills') => rows.reduce((total, row) => total + row[key], 0);
    const stages = rows.map(({ name, calls, kills }) => `${name} ${calls}/${kills}`).join(', ');
    return `${sum('calls')} calls, ${sum('kills')} kills over ${rows.length} functions (calls/kills): ${stages}`;
  }

  decide({ logicalId, index, phase, action }: AnnouncedCall): 'continue' | 'kill-function' {
    if (NOT_A_STAGE.test(logicalId)) return 'continue';
    const stage = this.#stageOf(logicalId);
    if (phase === 'before') {
      if (index === 1) stage.path = [];
      stage.path.push(action);
      const calls = TAKES_BATCHES.test(logicalId) ? new Set(stage.path).size : index;
      if (!this.#isKilling) stage.calls = Math.max(stage.calls, calls);
    }
    return this.#isKilling && index === stage.target && this.#isDue(stage, index, phase) ? 'kill-function' : 'continue';
  }

  #isDue(stage: Stage, index: number, phase: AnnouncedCall['phase']): boolean {
    if (stage[phase].has(index)) return false;
    if (phase === 'before') stage.killedPath = stage.path;
    // After one kill only the same path leads to the same call; with none yet, this is the undisturbed path.
    else if (stage.killed && stage.killedPath?.join() !== stage.path.join()) return false;
    stage[phase].add(index);
    stage.killed = true;
    this.killsInRound++;
    return true;
  }

  #stageOf(logicalId: string): Stage {
    const name = logicalId.replace(/^\w+\//, '').replace(/Function[0-9A-F]{8}$/, '');
    const known = this.#stages.get(name);
    if (known !== undefined) return known;
    const stage: Stage = { calls: 0, before: new Set(), after: new Set(), path: [], killed: false };
    this.#stages.set(name, stage);
    return stage;
  }
}

function callsOf({ calls }: Stage): number[] {
  return Array.from({ length: calls }, (_, call) => call + 1);
}
