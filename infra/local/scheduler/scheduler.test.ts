import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { arn, type FixtureAssembly, lambda, ref, role } from '../fixtures/assembly-builder.ts';
import { newStateDir, startFixture } from '../fixtures/start-fixture.ts';
import type { Runtime } from '../runtime.ts';

const START = Date.parse('2020-03-06T12:00:00Z');
const NOTE =
  "exports.handler = async (event) => { require('node:fs').appendFileSync(process.env.FILE, JSON.stringify(event) + '\\n'); };";

const scheduled = (file: string): FixtureAssembly => ({
  functions: { note: NOTE },
  stacks: {
    Only: {
      Resources: {
        Role: role(),
        Note: lambda('note', 'Role', { Environment: { Variables: { FILE: file } } }),
        Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'nightly' } },
        ScheduleRole: role(['lambda:InvokeFunction', arn('Note')]),
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            Name: 'close',
            GroupName: ref('Group'),
            ScheduleExpression: 'cron(30 18 ? * MON-FRI *)',
            ScheduleExpressionTimezone: 'America/New_York',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: {
              Arn: arn('Note'),
              RoleArn: arn('ScheduleRole'),
              Input: '{"at":"<aws.scheduler.scheduled-time>"}',
            },
          },
        },
      },
    },
  },
});

async function noted(runtime: Runtime, file: string): Promise<unknown[]> {
  const { existsSync, readFileSync } = await import('node:fs');
  await runtime.idle();
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('Scheduler', () => {
  it('fires at the time of day of its zone, and once for what it missed while nothing ran', async () => {
    const stateDir = newStateDir();
    const file = `${stateDir}-notes`;
    const clock = new ManualClock(START);
    const { runtime, cloudAssembly } = await startFixture(scheduled(file), { stateDir, clock });

    clock.advanceTo(Date.parse('2020-03-06T23:29:59Z'));
    expect(await noted(runtime, file)).toEqual([]);
    clock.advanceTo(Date.parse('2020-03-06T23:30:00Z'));
    expect(await noted(runtime, file)).toEqual([{ at: '2020-03-06T23:30:00Z' }]);
    await runtime.close();
    const later = new ManualClock(Date.parse('2020-03-12T12:00:00Z'));
    const again = await startFixture(cloudAssembly, { stateDir, clock: later });
    later.advanceTo(later.now());

    expect(await noted(again.runtime, file)).toEqual([{ at: '2020-03-06T23:30:00Z' }, { at: '2020-03-09T22:30:00Z' }]);
  });

  it('is changed over its API, where a bad expression is refused and changes nothing', async () => {
    const stateDir = newStateDir();
    const { runtime } = await startFixture(scheduled(`${stateDir}-notes`), { stateDir, clock: new ManualClock(START) });
    const client = new SchedulerClient(runtime.aws);
    const key = { GroupName: 'nightly', Name: 'close' };
    const current = await client.send(new GetScheduleCommand(key));
    const update = (ScheduleExpression: string) =>
      client.send(
        new UpdateScheduleCommand({
          ...key,
          ScheduleExpression,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: current.Target,
          State: 'DISABLED',
        }),
      );

    await expect(update('cron(nonsense)')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await client.send(new GetScheduleCommand(key))).toMatchObject({ State: 'ENABLED' });
    await update('rate(1 hour)');
    expect(await client.send(new GetScheduleCommand(key))).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'DISABLED',
    });
  });
});
