import { randomUUID } from 'node:crypto';
import type { HostedService } from '../gateway/aws-gateway.ts';
import type { JsonObject } from '../json.ts';
import { AwsServiceError, answerJson, jsonBody, operationName, textField } from '../json-service.ts';
import type { AccessNeed } from '../service.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Executions } from './executions.ts';

/** Step Functions' API over the embedded executions, as far as the app calls it. */
export function stepFunctionsService(executions: Executions): HostedService {
  const operations = {
    StartExecution: (body: JsonObject) => {
      const name = textField(body, 'name') ?? randomUUID();
      const record = executions.start(required(body, 'stateMachineArn'), name, textField(body, 'input') ?? '{}');
      return { executionArn: record.arn, startDate: record.startedAtMs / 1000 };
    },
    DescribeExecution: (body: JsonObject) => {
      const { input, output, error, cause, ...record } = executions.get(required(body, 'executionArn'));
      return { ...summary(record), input, output, error, cause };
    },
    StopExecution: (body: JsonObject) => {
      const [error, cause] = [textField(body, 'error'), textField(body, 'cause')];
      const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      const stopped = executions.stop(required(body, 'executionArn'), reason);
      return { stopDate: (stopped.stoppedAtMs ?? stopped.startedAtMs) / 1000 };
    },
    ListExecutions: (body: JsonObject) => {
      const status = textField(body, 'statusFilter');
      const all = executions.list(required(body, 'stateMachineArn'));
      return { executions: all.filter((record) => status === undefined || record.status === status).map(summary) };
    },
    ListStateMachines: () => ({
      stateMachines: executions.machines.map(({ arn, name }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: 0,
      })),
    }),
    GetExecutionHistory: (body: JsonObject) => ({
      events: (executions.get(required(body, 'executionArn')).history ?? []).map((event, index) => ({
        id: index + 1,
        previousEventId: index,
        type: event.type,
        timestamp: event.timestampMs / 1000,
        ...(event.state === undefined ? {} : { stateEnteredEventDetails: { name: event.state } }),
        ...(event.error === undefined ? {} : { taskFailedEventDetails: { error: event.error, cause: event.cause } }),
      })),
    }),
  };
  return {
    protocol: 'json',
    describeAccess(request): AccessNeed[] {
      const body = jsonBody(request);
      const operation = operationName(request);
      const resource = textField(body, 'executionArn') ?? textField(body, 'stateMachineArn') ?? '*';
      return [{ action: `states:${operation}`, resource }];
    },
    service: {
      name: 'states',
      handle: (request) => answerJson('states', operations, request),
      close: () => executions.close(),
    },
  };
}

type Summarised = Omit<ExecutionRecord, 'input' | 'output' | 'error' | 'cause'>;

function summary(record: Summarised): object {
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAtMs / 1000,
    ...(record.stoppedAtMs === undefined ? {} : { stopDate: record.stoppedAtMs / 1000 }),
  };
}

function required(body: JsonObject, key: string): string {
  const value = textField(body, key);
  if (value === undefined) throw new AwsServiceError('ValidationException', `${key} is required`);
  return value;
}
