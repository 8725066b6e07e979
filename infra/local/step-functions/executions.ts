import { assumedRole, type Role } from '../iam/roles.ts';
import { canonicalJson, parseJson } from '../json.ts';
import { AwsServiceError } from '../json-service.ts';
import type { Functions } from '../lambda/functions.ts';
import type { RuntimeLogger } from '../logger.ts';
import type { AccountScope } from '../service.ts';
import type { StateStore, StateTable } from '../state/state-store.ts';
import type { WorkTracker } from '../work-tracker.ts';
import { type ExecutionEnd, type ExecutionRecord, statusChangeDetail } from './execution-record.ts';
import { DATA_LIMIT_BYTES, runLambdaTask } from './lambda-task.ts';
import type { MachineDefinition } from './machine-definition.ts';
import { type MachineRun, runMachine } from './run-machine.ts';

export interface ExecutionsOptions {
  readonly machines: readonly MachineDefinition[];
  readonly functions: Functions;
  readonly roles: ReadonlyMap<string, Role>;
  readonly state: StateStore;
  readonly work: WorkTracker;
  readonly account: Required<AccountScope>;
  readonly now: () => number;
  readonly logger: RuntimeLogger;
  onDenied(message: string): void;
  /** Puts the status change on the default event bus, durably. */
  emitStatusChange(detail: object, resources: readonly string[]): void;
}

/** The executions of the app's state machines: durable, by name at most one, restarted when the runtime was killed. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #table: StateTable<ExecutionRecord>;
  readonly #records: Map<string, ExecutionRecord>;
  readonly #running = new Map<string, MachineRun>();
  #isClosing = false;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.#table = options.state.table<ExecutionRecord>('executions');
    this.#records = new Map(this.#table.entries());
  }

  get machines(): readonly MachineDefinition[] {
    return this.#options.machines;
  }

  /** Runs again, from their first state, the executions that a killed runtime left; their stages are idempotent. */
  resume(): void {
    for (const record of this.#records.values()) if (record.status === 'RUNNING') this.#run(record);
  }

  start(machineArn: string, name: string, input: string): ExecutionRecord {
    const machine = this.#options.machines.find(({ arn }) => arn === machineArn);
    if (machine === undefined) {
      throw new AwsServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    }
    assertName(name);
    assertInput(input);
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#records.get(arn);
    if (existing !== undefined) return sameExecution(existing, input);
    const record: ExecutionRecord = {
      arn,
      name,
      machineArn,
      machineName: machine.name,
      input,
      startedAtMs: this.#options.now(),
      status: 'RUNNING',
    };
    this.#save(record);
    this.#run(record);
    return record;
  }

  find(arn: string): ExecutionRecord | undefined {
    const record = this.#records.get(arn);
    const live = this.#running.get(arn);
    return record === undefined || live === undefined ? record : { ...record, history: live.history };
  }

  get(arn: string): ExecutionRecord {
    const record = this.find(arn);
    if (record === undefined) throw new AwsServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** Newest first. */
  list(machineArn: string): readonly ExecutionRecord[] {
    return [...this.#records.values()].filter((record) => record.machineArn === machineArn).reverse();
  }

  stop(arn: string, reason: { error?: string; cause?: string }): ExecutionRecord {
    const record = this.get(arn);
    const run = this.#running.get(arn);
    if (record.status !== 'RUNNING' || run === undefined) return record;
    this.#finish(record, run, { status: 'ABORTED', ...reason });
    run.abort();
    return this.get(arn);
  }

  /** From now on an execution that ends was stopped, not finished. */
  stopTaking(): void {
    this.#isClosing = true;
  }

  /** Stops the interpreters; what they ran stays RUNNING in the state and starts again with the next runtime. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const runs = [...this.#running.values()];
    for (const run of runs) run.abort();
    await Promise.all(runs.map(({ end }) => end));
  }

  #run(record: ExecutionRecord): void {
    const { machines, roles, work, logger } = this.#options;
    const machine = machines.find(({ arn }) => arn === record.machineArn);
    if (machine === undefined) {
      this.#save({ ...record, status: 'ABORTED', cause: 'its state machine is no longer declared' });
      return;
    }
    const done = work.begin('execution');
    const { functions, account, onDenied } = this.#options;
    const asking = assumedRole(roles.get(machine.roleArn), record.name, account);
    const context = { functions, asking, onDenied };
    const run = runMachine(machine, record, (state, input) => {
      const result = runLambdaTask(state.resource, input, context);
      for (const identifier of state.upcoming) functions.prepare(identifier);
      return result;
    });
    this.#running.set(record.arn, run);
    run.end
      .then((end) => {
        if (!this.#isClosing) this.#finish(record, run, end);
      })
      .catch((error: unknown) => {
        // Left RUNNING in the state, so it starts again with the next runtime.
        logger.error(`${record.arn} could not be ended: ${error instanceof Error ? error.message : String(error)}`);
      })
      .finally(done);
  }

  #finish(record: ExecutionRecord, { history }: MachineRun, end: ExecutionEnd): void {
    if (!this.#running.delete(record.arn)) return;
    this.#save({ ...record, ...end, stoppedAtMs: this.#options.now(), history });
  }

  #save(record: ExecutionRecord): void {
    // The event first: killed in between, the execution runs again and the event comes twice, but it is never lost.
    this.#options.emitStatusChange(statusChangeDetail(record), [record.arn]);
    this.#table.set(record.arn, record);
    this.#records.set(record.arn, record);
  }
}

function sameExecution(existing: ExecutionRecord, input: string): ExecutionRecord {
  const isSame = canonicalJson(parseJson(existing.input)) === canonicalJson(parseJson(input));
  if (existing.status === 'RUNNING' && isSame) return existing;
  throw new AwsServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`);
}

function assertName(name: string): void {
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) return;
  throw new AwsServiceError('InvalidName', `Invalid Name: '${name}'`);
}

function assertInput(input: string): void {
  if (Buffer.byteLength(input) > DATA_LIMIT_BYTES) {
    throw new AwsServiceError('ValidationException', `the input exceeds ${DATA_LIMIT_BYTES} bytes`);
  }
  try {
    parseJson(input);
  } catch {
    throw new AwsServiceError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${input.slice(0, 80)}'`,
    );
  }
}
