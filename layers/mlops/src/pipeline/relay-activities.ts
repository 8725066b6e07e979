import type { ActivityEnvelope } from '@optaic/mlops/activity';
import { PlatformError, type RunId, RunIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';

/** An item's new image, in DynamoDB's own notation. */
export type StreamImage = Readonly<Record<string, unknown>>;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html */
export const RelayActivitiesInputSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: z.record(z.string(), z.unknown()).optional(),
      }),
    }),
  ),
});
export type RelayActivitiesInput = z.infer<typeof RelayActivitiesInputSchema>;
type StreamRecord = RelayActivitiesInput['Records'][number];

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html */
export const RelayActivitiesOutputSchema = z.strictObject({
  batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })),
});
export type RelayActivitiesOutput = z.infer<typeof RelayActivitiesOutputSchema>;

export type MachineKind = 'training' | 'inference' | 'monitoring' | 'ingest' | 'pit-audit' | 'backtest';

export interface RelayServices {
  /** @throws {IntegrityError} `activity.record_invalid` for an image that is no activity. */
  parseActivity(image: StreamImage): ActivityEnvelope;
  /** Puts activities on the bus; returns the ids of those it did not take. */
  publish(activities: readonly ActivityEnvelope[]): Promise<ReadonlySet<string>>;
  /** Starts a machine for a run, under the run's id: at most once, whatever is repeated. */
  startExecution(kind: MachineKind, runId: RunId): Promise<void>;
  warn(message: string, facts: Readonly<Record<string, unknown>>): void;
}

const KIND_BY_ACTION: ReadonlyMap<string, MachineKind> = new Map(
  (['training', 'inference', 'monitoring', 'ingest'] as const).map((kind) => [`${kind}.requested`, kind]),
);

const RequestSchema = z.object({ mode: z.string().optional(), instanceId: z.string().optional() });

/**
 * The machine of a requested run: by its kind, but for an audit, which has one whatever it audits. An evaluation with an
 * instance is a back-test's; one without is the registrar's, which runs it itself.
 */
function machineOf({ action, payload }: ActivityEnvelope): MachineKind | undefined {
  if (action === 'evaluation.requested') {
    return RequestSchema.parse(payload).instanceId === undefined ? undefined : 'backtest';
  }
  const kind = KIND_BY_ACTION.get(action);
  if (kind === undefined) return undefined;
  return RequestSchema.parse(payload).mode === 'pit-audit' ? 'pit-audit' : kind;
}

/**
 * Carries new activities from the table's stream to the bus, and starts the execution of each requested run. At least once
 * and unordered: consumers dedupe by id and order by sequence. What failed is reported by its record, so that the stream
 * brings back that record and those after it, and nothing before.
 */
export async function relayActivities(
  { Records }: RelayActivitiesInput,
  services: RelayServices,
): Promise<RelayActivitiesOutput> {
  const failed = new Set<StreamRecord>();
  const activities = new Map<StreamRecord, ActivityEnvelope>();
  const attempt = async (record: StreamRecord, work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (error) {
      failed.add(record);
      services.warn('an activity was not relayed', { record: record.dynamodb.SequenceNumber, ...reasonOf(error) });
    }
  };

  for (const record of Records.filter(({ eventName }) => eventName === 'INSERT')) {
    await attempt(record, () => {
      activities.set(record, services.parseActivity(record.dynamodb.NewImage ?? {}));
    });
  }
  const refused = await services.publish([...activities.values()]);
  for (const [record, activity] of activities) {
    if (refused.has(activity.id)) failed.add(record);
    const kind = machineOf(activity);
    if (kind) await attempt(record, () => services.startExecution(kind, RunIdSchema.parse(activity.resourceId)));
  }
  return {
    batchItemFailures: Records.filter((record) => failed.has(record)).map(({ dynamodb }) => ({
      itemIdentifier: dynamodb.SequenceNumber,
    })),
  };
}

function reasonOf(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof PlatformError) return { name: error.name, code: error.code, message: error.message };
  return error instanceof Error ? { name: error.name, message: error.message } : { message: String(error) };
}
