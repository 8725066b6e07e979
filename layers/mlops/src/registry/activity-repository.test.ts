import type { ActivityEnvelope } from '@optaic/mlops/activity';
import { InstantSchema, urn } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, openEmbeddedRegistry } from '../../../../test/support/embedded-registry.ts';
import { newInstance, writing } from '../../../../test/support/registry-fixtures.ts';
import { everyItem, type Page, type PageRequest } from './page.ts';
import type { Registry } from './registry.ts';

const { id: instanceId } = newInstance('Told');
const instant = (text: string) => InstantSchema.parse(text);
const told = {
  resource: urn.instance(instanceId),
  action: 'model_instance.resumed' as const,
  payload: { instanceId, reason: 'r' },
};
const TIMES = [
  '2019-11-30T23:59:59.999Z',
  '2019-12-01T00:00:00.000Z',
  '2020-03-13T10:00:00.000Z',
  '2020-03-13T11:00:00.000Z',
].map(instant);

describe('createActivityRepository', () => {
  let embedded: EmbeddedRegistry;
  let activities: Registry['activities'];
  beforeAll(async () => {
    embedded = await openEmbeddedRegistry();
    activities = embedded.registry.activities;
    for (const now of TIMES) {
      await activities.recordActivities([told, told], writing({ now, correlationId: now.slice(0, 4) }));
    }
  });
  afterAll(() => embedded[Symbol.asyncDispose]());

  const all = async (list: (page: PageRequest) => Promise<Page<ActivityEnvelope>>, limit = 3) => {
    const found: ActivityEnvelope[] = [];
    for await (const activity of everyItem((page) => list({ ...page, limit }))) found.push(activity);
    return found.map(({ sequence }) => sequence);
  };
  const between = (from: string, until: string) =>
    all((page) => activities.listActivitiesBetween({ from: instant(from), until: instant(until) }, page));

  it("lists a resource's log by sequence", async () => {
    expect(await all((page) => activities.listActivitiesOf(told.resource, page))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('lists what one request caused, in time order', async () => {
    expect(await all((page) => activities.listActivitiesByCorrelation('2019', page))).toEqual([1, 2, 3, 4]);
  });

  it('lists everything latest first over months, quiet ones too, both ends included', async () => {
    expect(await between('2019-11-30T23:59:59.999Z', '2020-03-13T11:00:00.000Z')).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(await between('2019-12-01T00:00:00.000Z', '2020-03-13T10:59:59.999Z')).toEqual([6, 5, 4, 3]);
    expect(await between('2020-01-01T00:00:00.000Z', '2020-02-28T00:00:00.000Z')).toEqual([]);
  });

  it('crosses a quiet decade page by page', async () => {
    expect(await between('2009-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z')).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('counts by action', async () => {
    const interval = { from: instant('2019-12-01T00:00:00.000Z'), until: instant('2020-12-31T00:00:00.000Z') };

    expect(await activities.countActivities(interval)).toEqual({ 'model_instance.resumed': 6 });
  });

  it('refuses a token it did not make', async () => {
    const interval = { from: TIMES[0] as (typeof TIMES)[number], until: TIMES[3] as (typeof TIMES)[number] };

    await expect(activities.listActivitiesBetween(interval, { nextToken: 'x' })).rejects.toMatchObject({
      code: 'page.token_invalid',
    });
  });
});
