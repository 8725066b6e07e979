import {
  ExecutionAbortedError,
  ExecutionError,
  ExecutionTimeoutError,
  type StateMachine,
} from 'aws-local-stepfunctions';
import { type Json, parseJson } from '../json.ts';
import type { ExecutionEnd, ExecutionRecord, HistoryEvent } from './execution-record.ts';
import { assertWithinLimit, StateError } from './lambda-task.ts';
import type { MachineDefinition, TaskState } from './machine-definition.ts';

const HISTORY_LIMIT = 2000;

export interface MachineRun {
  /** Settles when the execution has ended, in whatever way; never rejects. */
  readonly end: Promise<ExecutionEnd>;
  readonly history: readonly HistoryEvent[];
  abort(): void;
}

/** JSON as the interpreter types it: the same values, but not read-only. It clones what it changes. */
type InterpreterJson = Parameters<StateMachine['run']>[0];
const forInterpreter = (value: Json): InterpreterJson => value as InterpreterJson;

type RunTask = (state: TaskState, input: Json) => Promise<Json>;

/** Runs one execution to its end on the interpreter, with its tasks handed to `runTask`. */
export function runMachine(machine: MachineDefinition, record: ExecutionRecord, runTask: RunTask): MachineRun {
  const history: HistoryEvent[] = [];
  let exceeded: StateError | undefined;
  const startTime = new Date(record.startedAtMs).toISOString();
  const input = parseJson(record.input);
  const handlers = Object.fromEntries(
    machine.tasks.map((state) => [
      state.name,
      async (task: InterpreterJson) => forInterpreter(await runTask(state, task)),
    ]),
  );
  const execution = machine.machine.run(forInterpreter(input), {
    overrides: { taskResourceLocalHandlers: handlers },
    context: {
      Execution: {
        Id: record.arn,
        Name: record.name,
        RoleArn: machine.roleArn,
        OwnStartTime: startTime,
        OwnInput: input,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
  });

  async function follow(): Promise<void> {
    for await (const event of execution.eventLogs) {
      if (history.length < HISTORY_LIMIT) history.push(historyEvent(event));
      if (event.type !== 'StateExited') continue;
      try {
        assertWithinLimit(JSON.stringify(event.state.output ?? null), `the output of state ${event.state.name}`);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        exceeded = error;
        execution.abort();
      }
    }
  }

  const end = execution.result.then(
    (output): ExecutionEnd => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
    (error: unknown): ExecutionEnd => {
      if (exceeded !== undefined) return failedBy(exceeded);
      if (error instanceof ExecutionAbortedError) return { status: 'ABORTED' };
      if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', error: 'States.Timeout' };
      return failedBy(error instanceof ExecutionError ? error.cause : error);
    },
  );
  void follow();
  return { end, history, abort: execution.abort };
}

function failedBy(error: unknown): ExecutionEnd {
  if (!(error instanceof Error)) return { status: 'FAILED', error: 'States.Runtime', cause: String(error) };
  return { status: 'FAILED', error: error.name, cause: error.message };
}

type InterpreterEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

function historyEvent(event: InterpreterEvent): HistoryEvent {
  return {
    type: event.type,
    timestampMs: event.timestamp,
    ...('state' in event ? { state: event.state.name } : {}),
    ...('Error' in event ? { error: event.Error, cause: String(event.Cause) } : {}),
  };
}
