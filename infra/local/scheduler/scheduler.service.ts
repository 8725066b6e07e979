import type { HostedService } from '../gateway/aws-gateway.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { AwsServiceError, awsErrorResponse, jsonBody, jsonResponse, notEmulated } from '../json-service.ts';
import type { AccessNeed, AccountScope, ServiceRequest, ServiceResponse } from '../service.ts';
import { dateMs, type Schedule, type ScheduleRecord, ScheduleSchema } from './schedule.ts';
import type { Scheduler } from './scheduler.ts';

const SCHEDULE_PATH = /^\/schedules\/([^/]+)$/;
const OPERATIONS: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  PUT: 'UpdateSchedule',
  GET: 'GetSchedule',
  DELETE: 'DeleteSchedule',
};

/** EventBridge Scheduler's API for schedules. */
export function schedulerService(scheduler: Scheduler, account: Required<AccountScope>): HostedService {
  const arnPrefix = `arn:${account.partition}:scheduler:${account.region}:${account.accountId}:schedule/`;

  function handle(request: ServiceRequest): ServiceResponse {
    const { operation, name } = route(request);
    const group = request.query.get('groupName') ?? 'default';
    switch (operation) {
      case 'CreateSchedule': {
        const schedule = parseSchedule(request, name);
        scheduler.create(schedule);
        return jsonResponse(200, { ScheduleArn: scheduler.arnOf(schedule) });
      }
      case 'UpdateSchedule': {
        const schedule = parseSchedule(request, name);
        scheduler.update(schedule);
        return jsonResponse(200, { ScheduleArn: scheduler.arnOf(schedule) });
      }
      case 'GetSchedule':
        return jsonResponse(200, describe(scheduler, scheduler.get(group, name)));
      case 'DeleteSchedule':
        scheduler.delete(group, name);
        return jsonResponse(200, {});
      case 'ListSchedules': {
        const records = scheduler.list(request.query.get('ScheduleGroup') ?? undefined);
        return jsonResponse(200, { Schedules: records.map((record) => summary(scheduler, record)) });
      }
      default:
        throw notEmulated('scheduler', `${request.method} ${request.path}`);
    }
  }

  return {
    protocol: 'rest-json',
    describeAccess(request): AccessNeed[] {
      const { operation, name } = route(request);
      if (operation === 'ListSchedules') return [{ action: 'scheduler:ListSchedules', resource: `${arnPrefix}*/*` }];
      const body = request.method === 'POST' || request.method === 'PUT' ? jsonBody(request) : {};
      const group = body.GroupName ?? request.query.get('groupName') ?? 'default';
      const need = { action: `scheduler:${operation}`, resource: `${arnPrefix}${String(group)}/${name}` };
      const roleArn = isJsonObject(body.Target) ? body.Target.RoleArn : undefined;
      if (roleArn === undefined) return [need];
      const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
      return [need, { action: 'iam:PassRole', resource: String(roleArn), context }];
    },
    service: {
      name: 'scheduler',
      async handle(request) {
        try {
          return handle(request);
        } catch (error) {
          if (error instanceof AwsServiceError) return awsErrorResponse(error);
          throw error;
        }
      },
      close: async () => scheduler.close(),
    },
  };
}

function route({ method, path }: ServiceRequest): { operation: string; name: string } {
  if (path === '/schedules' && method === 'GET') return { operation: 'ListSchedules', name: '' };
  const name = SCHEDULE_PATH.exec(path)?.[1];
  if (name === undefined) return { operation: '', name: '' };
  return { operation: OPERATIONS[method] ?? '', name: decodeURIComponent(name) };
}

function parseSchedule(request: ServiceRequest, name: string): Schedule {
  const body: JsonObject = { ...jsonBody(request), Name: name };
  const parsed = ScheduleSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new AwsServiceError('ValidationException', issues);
}

function summary(scheduler: Scheduler, { schedule, createdAtMs, modifiedAtMs }: ScheduleRecord): object {
  return {
    Arn: scheduler.arnOf(schedule),
    Name: schedule.Name,
    GroupName: schedule.GroupName,
    State: schedule.State,
    Target: { Arn: schedule.Target.Arn },
    CreationDate: createdAtMs / 1000,
    LastModificationDate: modifiedAtMs / 1000,
  };
}

function describe(scheduler: Scheduler, record: ScheduleRecord): object {
  const { schedule } = record;
  const seconds = (date: number | string | undefined): object | number | undefined =>
    date === undefined ? undefined : (dateMs(date) ?? 0) / 1000;
  return {
    ...schedule,
    ...summary(scheduler, record),
    Target: schedule.Target,
    StartDate: seconds(schedule.StartDate),
    EndDate: seconds(schedule.EndDate),
  };
}
