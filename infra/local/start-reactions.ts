import type { Clock } from './clock.ts';
import type { TableStreams } from './dynamodb/table-streams.ts';
import { assertSupportedTargets, deliverToTarget } from './events/deliver-to-target.ts';
import { EventBuses } from './events/event-bus.ts';
import { eventsService } from './events/events.service.ts';
import { readRules } from './events/rule-definition.ts';
import type { AwsGateway } from './gateway/aws-gateway.ts';
import { findDenial } from './iam/find-denial.ts';
import { assumedRole, type Role } from './iam/roles.ts';
import { isJsonObject, parseJson } from './json.ts';
import { AsyncInvocations } from './lambda/async-invocations.ts';
import { assertDeploymentRights } from './lambda/deployment-rights.ts';
import { readEventInvokeConfigs } from './lambda/event-invoke-config.ts';
import { readEventSourceMappings } from './lambda/event-source-mapping.ts';
import type { Functions } from './lambda/functions.ts';
import { lambdaService } from './lambda/lambda.service.ts';
import type { MayInvoke } from './lambda/permissions.ts';
import { StreamConsumers } from './lambda/stream-consumers.ts';
import type { RuntimeLogger } from './logger.ts';
import { readDeclaredSchedules } from './scheduler/declared-schedules.ts';
import { schedulerService } from './scheduler/scheduler.service.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { seededRandom } from './seeded-random.ts';
import type { SendMessage } from './send-message.ts';
import type { AccountScope } from './service.ts';
import type { StateStore } from './state/state-store.ts';
import { Executions } from './step-functions/executions.ts';
import { readMachineDefinition } from './step-functions/machine-definition.ts';
import { stepFunctionsService } from './step-functions/step-functions.service.ts';
import type { Application } from './template/application.ts';
import type { WorkTracker } from './work-tracker.ts';

export interface StartReactionsOptions {
  readonly account: Required<AccountScope>;
  readonly application: Application;
  readonly roles: ReadonlyMap<string, Role>;
  readonly functions: Functions;
  readonly mayInvoke: MayInvoke;
  readonly gateway: AwsGateway;
  readonly state: StateStore;
  readonly streams: TableStreams;
  readonly clock: Clock;
  readonly work: WorkTracker;
  readonly logger: RuntimeLogger;
  readonly retryScale: number;
  readonly seed: number;
  readonly eventSpreadMs: number;
  readonly duplicateEventShare: number;
  readonly send: SendMessage;
  sendAs(roleArn: string): SendMessage;
  onDenied(message: string): void;
}

export interface Reactions {
  /** Takes up what an earlier runtime left, and starts what comes by itself: streams, schedules. */
  resume(): void;
  isBehind(): Promise<boolean>;
  /** Takes no more answers for done; what is on its way fails. */
  stop(): void;
  close(): Promise<void>;
}

/** All that invokes functions without a person waiting: asynchronous calls, executions, events, schedules, streams. */
export function startReactions(options: StartReactionsOptions): Reactions {
  const { account, application, roles, functions, gateway, clock, seed, sendAs, onDenied } = options;
  const asyncInvocations = new AsyncInvocations({
    ...options,
    configs: readEventInvokeConfigs(application, functions),
  });
  const rules = readRules(application);
  assertSupportedTargets(rules);
  const buses = new EventBuses({
    ...options,
    rules,
    busNames: new Set(['default', ...application.ofType('AWS::Events::EventBus').map(({ name }) => name)]),
    random: seededRandom(seed + 1),
    spreadMs: options.eventSpreadMs,
    duplicateShare: options.duplicateEventShare,
    deliver: deliverToTarget({ ...options, asyncInvocations, executions: () => executions }),
  });
  const executions: Executions = new Executions({
    ...options,
    machines: application
      .ofType('AWS::StepFunctions::StateMachine')
      .map((resource) => readMachineDefinition(resource, application, options.retryScale)),
    now: () => clock.now(),
    emitStatusChange: (detail, resources) => {
      const plain = parseJson(JSON.stringify(detail));
      if (!isJsonObject(plain)) throw new TypeError('the detail of an event is an object');
      const detailType = 'Step Functions Execution Status Change';
      buses.put({ busName: 'default', source: 'aws.states', detailType, detail: plain, resources });
    },
  });
  const scheduler = new Scheduler({
    ...options,
    groups: new Set(['default', ...application.ofType('AWS::Scheduler::ScheduleGroup').map(({ name }) => name)]),
    deliver: async (targetArn, input, { roleArn, deliveryId }) => {
      const definition = functions.get(targetArn);
      const need = { action: 'lambda:InvokeFunction', resource: definition.arn };
      const message = findDenial(assumedRole(roles.get(roleArn), 'scheduler', account), need);
      if (message !== undefined) {
        onDenied(message);
        throw new Error(message);
      }
      asyncInvocations.enqueue(definition.arn, input, deliveryId);
    },
    sendAs: (roleArn) => sendAs(roleArn),
  });
  const mappings = readEventSourceMappings(application, functions);
  assertDeploymentRights({ definitions: functions.definitions, mappings, roles, account });
  const consumers = new StreamConsumers({ ...options, mappings });

  gateway.host('lambda', lambdaService(functions, asyncInvocations));
  gateway.host('states', stepFunctionsService(executions));
  gateway.host('events', eventsService(buses, account));
  gateway.host('scheduler', schedulerService(scheduler, account));

  let isResumed = false;
  return {
    resume() {
      isResumed = true;
      asyncInvocations.resume();
      buses.resume();
      executions.resume();
      scheduler.start(readDeclaredSchedules(application));
      consumers.start();
    },
    isBehind: async () => isResumed && (await consumers.isBehind()),
    stop() {
      scheduler.close();
      buses.close();
      asyncInvocations.close();
      executions.stopTaking();
      consumers.stopTaking();
    },
    close: async () => {
      await consumers.close();
      await executions.close();
    },
  };
}
