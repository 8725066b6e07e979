import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { translateAwsFailure } from '@optaic/mlops/registry';
import type { MachineKind, RelayServices } from './relay-activities.ts';

export interface ExecutionsOptions {
  readonly stepFunctions: SFNClient;
  readonly machineArns: Readonly<Record<MachineKind, string>>;
}

/** Starts executions named by their run, which makes starting one twice starting it once. */
export function createExecutions({
  stepFunctions,
  machineArns,
}: ExecutionsOptions): Pick<RelayServices, 'startExecution'> {
  return {
    startExecution: async (kind, runId) => {
      const command = new StartExecutionCommand({
        stateMachineArn: machineArns[kind],
        name: runId,
        input: JSON.stringify({ runId }),
      });
      try {
        await stepFunctions.send(command);
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw translateAwsFailure('states', error);
      }
    },
  };
}
