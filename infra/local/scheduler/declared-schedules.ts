import { invalidResource } from '../lambda/function-definition.ts';
import type { Application } from '../template/application.ts';
import { type Schedule, ScheduleSchema } from './schedule.ts';

export function readDeclaredSchedules(application: Application): Schedule[] {
  return application.ofType('AWS::Scheduler::Schedule').map((resource) => {
    const parsed = ScheduleSchema.safeParse({ ...resource.properties, Name: resource.name });
    if (!parsed.success) throw invalidResource(resource, parsed.error);
    return parsed.data;
  });
}
