import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const EVERY_STATE = ['Type', 'Comment', 'InputPath', 'OutputPath', 'Next', 'End'];
const RESULT = ['ResultSelector', 'ResultPath', 'Retry', 'Catch'];

/** What the interpreter acts on, by state type. It would pass over anything else in silence. */
const KNOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...EVERY_STATE, ...RESULT, 'Resource', 'Parameters', 'TimeoutSeconds', 'TimeoutSecondsPath'],
  Map: [
    ...EVERY_STATE,
    ...RESULT,
    'ItemProcessor',
    'Iterator',
    'ItemsPath',
    'ItemSelector',
    'Parameters',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    // Names the child executions; here they run inline.
    'Label',
  ],
  Parallel: [...EVERY_STATE, ...RESULT, 'Branches', 'Parameters'],
  Pass: [...EVERY_STATE, 'Result', 'ResultPath', 'Parameters'],
  Wait: [...EVERY_STATE, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Choice: [...EVERY_STATE, 'Choices', 'Default'],
  Succeed: EVERY_STATE,
  Fail: [...EVERY_STATE, 'Error', 'ErrorPath', 'Cause', 'CausePath'],
};

export interface StateOf {
  readonly name: string;
  readonly state: JsonObject;
  /** The machine, branch or item processor that it belongs to. */
  readonly machine: JsonObject;
}

/** Every state of a machine, those in branches and item processors too. */
export function everyState(machine: JsonObject): StateOf[] {
  const states = isJsonObject(machine.States) ? machine.States : {};
  return Object.entries(states).flatMap(([name, state]): StateOf[] => {
    if (!isJsonObject(state)) return [];
    const branches: readonly Json[] = Array.isArray(state.Branches) ? state.Branches : [];
    const nested = [state.ItemProcessor ?? null, state.Iterator ?? null, ...branches].filter(isJsonObject);
    return [{ name, state, machine }, ...nested.flatMap(everyState)];
  });
}

/** The first field of a state that would be passed over, such as `Predict.ItemBatcher`. */
export function findUnknownField(machine: JsonObject): string | undefined {
  for (const { name, state } of everyState(machine)) {
    const known = KNOWN_FIELDS[String(state.Type)];
    const strange = Object.keys(state).find((field) => !(known?.includes(field) ?? false));
    if (strange !== undefined) return `${name}.${strange}`;
  }
  return undefined;
}

/** The functions of the first tasks from a state on, with the default way through every choice. */
export function functionsFrom(start: Json | undefined, machine: JsonObject): string[] {
  const states = isJsonObject(machine.States) ? machine.States : {};
  const seen = new Set<string>();
  let name = start;
  while (typeof name === 'string' && !seen.has(name)) {
    seen.add(name);
    const state: Json = states[name] ?? null;
    if (!isJsonObject(state)) return [];
    const branches: readonly Json[] = Array.isArray(state.Branches) ? state.Branches : [];
    const nested = [state.ItemProcessor ?? null, state.Iterator ?? null, ...branches].filter(isJsonObject);
    if (nested.length > 0) return nested.flatMap((branch) => functionsFrom(branch.StartAt, branch));
    if (state.Type === 'Task') {
      const named = isJsonObject(state.Parameters) ? state.Parameters.FunctionName : state.Resource;
      return typeof named === 'string' ? [named] : [];
    }
    name = state.Next ?? state.Default;
  }
  return [];
}
