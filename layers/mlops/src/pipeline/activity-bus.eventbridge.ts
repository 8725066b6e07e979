import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ActivityEnvelope } from '@optaic/mlops/activity';
import { canonicalJson } from '@optaic/mlops/digest';
import { translateAwsFailure } from '@optaic/mlops/registry';
import type { RelayServices } from './relay-activities.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const ENTRIES_PER_CALL = 10;
export const ACTIVITY_SOURCE = 'optaic.mlops';

export interface ActivityBusOptions {
  readonly eventBridge: EventBridgeClient;
  readonly eventBusName: string;
}

/** Publishes activities: detail type is the action, detail the whole envelope. */
export function createActivityBus({ eventBridge, eventBusName }: ActivityBusOptions): Pick<RelayServices, 'publish'> {
  const putTen = async (activities: readonly ActivityEnvelope[]): Promise<string[]> => {
    const command = new PutEventsCommand({
      Entries: activities.map((activity) => ({
        EventBusName: eventBusName,
        Source: ACTIVITY_SOURCE,
        DetailType: activity.action,
        Detail: canonicalJson(activity),
        Time: new Date(activity.occurredAt),
      })),
    });
    try {
      const { Entries = [] } = await eventBridge.send(command);
      return activities.filter((_, index) => Entries[index]?.EventId === undefined).map(({ id }) => id);
    } catch (error) {
      throw translateAwsFailure('events', error);
    }
  };

  return {
    publish: async (activities) => {
      const refused: string[] = [];
      for (let start = 0; start < activities.length; start += ENTRIES_PER_CALL) {
        refused.push(...(await putTen(activities.slice(start, start + ENTRIES_PER_CALL))));
      }
      return new Set(refused);
    },
  };
}
