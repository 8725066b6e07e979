import { readFileSync } from 'node:fs';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { Application, Resource } from '../template/application.ts';
import { assetPath } from '../template/cloud-assembly.ts';
import { everyState, findUnknownField, functionsFrom } from './known-states.ts';

export interface MachineDefinition {
  readonly arn: string;
  readonly name: string;
  /** `Stack/LogicalId` */
  readonly logicalId: string;
  readonly roleArn: string;
  /** With its substitutions made, as Step Functions would store it. */
  readonly definition: JsonObject;
  /** What runs it: validated, its retry intervals scaled. */
  readonly machine: StateMachine;
  readonly tasks: readonly TaskState[];
}

export interface TaskState {
  readonly name: string;
  readonly resource: string;
  /** The functions that run after it, if all goes well: their processes start while it still runs. */
  readonly upcoming: readonly string[];
}

const LAMBDA_INVOKE = /^arn:[^:]+:states:::lambda:invoke$/;
const LAMBDA_ARN = /^arn:[^:]+:lambda:/;

/**
 * @param retryScale - Multiplies every retry interval.
 * @throws {RuntimeError} `state_machine.invalid_definition`, `state_machine.unknown_integration`.
 */
export function readMachineDefinition(
  resource: Resource,
  application: Application,
  retryScale: number,
): MachineDefinition {
  const { RoleArn, StateMachineType = 'STANDARD' } = resource.properties;
  if (StateMachineType !== 'STANDARD')
    throw invalid(resource, `type ${String(StateMachineType)}, only STANDARD runs embedded`);
  const definition = substituted(resource, application);
  const strange = findUnknownField(definition);
  if (strange !== undefined) throw invalid(resource, `${strange}, which the embedded Step Functions does not act on`);
  const tasks = everyState(definition)
    .filter(({ state }) => state.Type === 'Task')
    .map(({ name, state, machine }) => ({
      name,
      resource: String(state.Resource),
      upcoming: functionsFrom(state.Next, machine),
    }));
  for (const { name, resource: integration } of tasks) {
    if (LAMBDA_INVOKE.test(integration) || LAMBDA_ARN.test(integration)) continue;
    throw new RuntimeError(
      'state_machine.unknown_integration',
      `state ${name} of ${resource.key} calls ${integration}; the embedded runtime knows lambda:invoke only`,
    );
  }
  return {
    arn: resource.ref,
    name: resource.name,
    logicalId: resource.key,
    roleArn: String(RoleArn),
    definition,
    machine: compile(resource, definition, retryScale),
    tasks,
  };
}

function substituted(resource: Resource, application: Application): JsonObject {
  const { DefinitionString, Definition, DefinitionS3Location, DefinitionSubstitutions } = resource.properties;
  const location = isJsonObject(DefinitionS3Location) ? DefinitionS3Location : undefined;
  const text =
    location === undefined
      ? typeof DefinitionString === 'string'
        ? DefinitionString
        : JSON.stringify(DefinitionString ?? Definition ?? null)
      : readFileSync(assetPath(application.assembly, location, resource.key), 'utf8');
  const substitutions = isJsonObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  const complete = text.replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw invalid(resource, `\${${name}}, for which there is no substitution`);
    return String(value);
  });
  const parsed = parseJson(complete);
  if (!isJsonObject(parsed)) throw invalid(resource, 'a definition that is no object');
  return parsed;
}

function compile(resource: Resource, definition: JsonObject, retryScale: number): StateMachine {
  try {
    // Validated as it is written: a scaled interval need not be a whole second.
    new StateMachine(asDefinition(definition));
  } catch (error) {
    throw invalid(resource, error instanceof Error ? error.message : String(error));
  }
  return new StateMachine(asDefinition(rewrite(definition, retryScale)), { validationOptions: { noValidate: true } });
}

/** The interpreter's own type of a definition, which only its validation can vouch for. */
function asDefinition(definition: Json): StateMachineDefinition {
  return definition as unknown as StateMachineDefinition;
}

/**
 * The interpreter replaces the start time and the input of the execution on every (nested or repeated) run. It leaves other
 * fields of `$$.Execution` alone, so these two are read from fields of ours.
 */
function rewrite(value: Json, retryScale: number): Json {
  if (typeof value === 'string') {
    return value.replace(
      /\$\$\.Execution\.(StartTime|Input)\b/g,
      (_match, field: string) => `$$.Execution.Own${field}`,
    );
  }
  if (Array.isArray(value)) return value.map((item: Json) => rewrite(item, retryScale));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([key, item]) => {
    if (key === 'Retry' && Array.isArray(item)) return [key, item.map((retrier: Json) => scaled(retrier, retryScale))];
    return [key, rewrite(item, retryScale)];
  });
  return Object.fromEntries(fields);
}

function scaled(retrier: Json, scale: number): Json {
  if (!isJsonObject(retrier)) return retrier;
  const { IntervalSeconds = 1, MaxDelaySeconds } = retrier;
  return {
    ...retrier,
    IntervalSeconds: Number(IntervalSeconds) * scale,
    ...(MaxDelaySeconds === undefined ? {} : { MaxDelaySeconds: Number(MaxDelaySeconds) * scale }),
  };
}

function invalid(resource: Resource, what: string): RuntimeError {
  return new RuntimeError('state_machine.invalid_definition', `${resource.key} has ${what}`);
}
