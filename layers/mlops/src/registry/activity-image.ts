import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ActivityEnvelope, ActivityEnvelopeSchema } from '@optaic/mlops/activity';
import { IntegrityError } from '@optaic/mlops/base';
import { z } from 'zod';

/** An image carries the table's keys besides; they are dropped. */
const ActivityImageSchema = z.object(ActivityEnvelopeSchema.shape);

/**
 * The activity in an item's image of the table's stream.
 *
 * @throws {IntegrityError} `activity.record_invalid` when the item is no activity.
 */
export function activityOfImage(image: Readonly<Record<string, unknown>>): ActivityEnvelope {
  // The stream's own notation; an image that is not leaves unmarshall or the schema with nothing to parse.
  const parsed = ActivityImageSchema.safeParse(unmarshall(image as Record<string, AttributeValue>));
  if (parsed.success) return parsed.data;
  throw new IntegrityError(
    'activity.record_invalid',
    `an item of the activity table is no activity: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
