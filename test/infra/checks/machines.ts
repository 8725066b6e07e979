import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FUNCTIONS, functionArnPlaceholder, PIPELINE_STAGES, type PipelineName } from '../../../infra/functions.ts';
import type { SynthesizedApp } from '../synthesized-app.ts';

const CatcherSchema = z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() });
const TaskSchema = z.looseObject({
  Type: z.literal('Task'),
  Comment: z.string().min(1),
  Resource: z.literal('arn:aws:states:::lambda:invoke'),
  Parameters: z.looseObject({ FunctionName: z.string().regex(/^\$\{\w+FunctionArn\}$/) }),
  TimeoutSeconds: z.int(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), JitterStrategy: z.literal('FULL') })).min(1),
  Catch: z.array(CatcherSchema).min(1),
});
const StateSchema = z.looseObject({ Type: z.string() });
type State = z.infer<typeof StateSchema>;
const MachineSchema = z.looseObject({
  Comment: z.string().min(1),
  TimeoutSeconds: z.int(),
  States: z.record(z.string(), StateSchema),
});
const NestedSchema = z.looseObject({ States: z.record(z.string(), StateSchema) });

/** Crashes and refusals that another attempt may not meet; every stage can be run again at any instruction. */
const RETRIED = [
  'UnavailableError',
  'ConflictError',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'States.Timeout',
];

const PIPELINES: readonly PipelineName[] = ['ingest', 'training', 'inference', 'monitoring', 'pit-audit', 'backtest'];

export function describeMachines(app: () => SynthesizedApp): void {
  describe.each(PIPELINES)('the machine %s', (name) => {
    const source = readFileSync(resolve(import.meta.dirname, '../../../state-machines', `${name}.asl.json`), 'utf8');
    const machine = MachineSchema.parse(JSON.parse(source));
    const tasks = statesOf(machine.States).filter(([, { Type }]) => Type === 'Task');

    it.each(tasks)('%s says what it adds, ends in time, retries by name and catches all', (_, state) => {
      const task = TaskSchema.parse(state);

      const functionName = PIPELINE_STAGES[name].find(
        (stage) => `\${${functionArnPlaceholder(stage)}}` === task.Parameters.FunctionName,
      );
      expect(functionName).toBeDefined();
      const { timeoutSeconds } = FUNCTIONS[functionName ?? 'run-fail'];
      expect(task.TimeoutSeconds).toBeGreaterThan(timeoutSeconds);
      expect(task.TimeoutSeconds).toBeLessThanOrEqual(machine.TimeoutSeconds);
      expect(task.Retry.flatMap(({ ErrorEquals }) => ErrorEquals).sort()).toEqual([...RETRIED].sort());
      expect(task.Catch.flatMap(({ ErrorEquals }) => ErrorEquals)).toContain('States.ALL');
    });

    it('has tasks', () => {
      expect(tasks.length).toBeGreaterThan(1);
    });

    it('names by placeholders exactly the functions it is given', () => {
      const placeholders = new Set([...source.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder));
      const given = app().get('AWS::StepFunctions::StateMachine', pathOf(name)).properties.DefinitionSubstitutions;

      expect(new Set(Object.keys(z.record(z.string(), z.json()).parse(given)))).toEqual(placeholders);
    });

    it('is logged and traced, without the data it carries', () => {
      const { properties } = app().get('AWS::StepFunctions::StateMachine', pathOf(name));

      expect(properties).toMatchObject({
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    });

    it('alarms when a run fails or times out', () => {
      const { stack, properties } = app().get('AWS::CloudWatch::Alarm', pathOf(name));

      const metrics = JSON.stringify(properties.Metrics);
      expect(metrics).toContain('ExecutionsFailed');
      expect(metrics).toContain('ExecutionsTimedOut');
      const [action] = z.array(z.json()).parse(properties.AlarmActions);
      expect(app().render(stack, action ?? '')).toBe('<Backbone/Alerts>');
    });
  });
}

function pathOf(name: PipelineName): string {
  return `Pipelines/${name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}

/** All states, those of Map and Parallel too. */
function statesOf(states: Readonly<Record<string, State>>): readonly (readonly [string, State])[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const nested = z.array(NestedSchema).parse([state.ItemProcessor, state.Iterator].filter(Boolean));
    const branches = z.array(NestedSchema).parse(state.Branches ?? []);
    return [[name, state] as const, ...[...nested, ...branches].flatMap(({ States }) => statesOf(States))];
  });
}
