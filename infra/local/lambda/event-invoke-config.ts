import { z } from 'zod';
import type { Application } from '../template/application.ts';
import { invalidResource } from './function-definition.ts';
import type { Functions } from './functions.ts';

/** How asynchronous invocations of a function are retried, and where they end. */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  readonly onSuccessArn?: string;
  readonly onFailureArn?: string;
}

const DestinationSchema = z.object({ Destination: z.string() });
const EventInvokeConfigSchema = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.coerce.number().optional(),
  DestinationConfig: z
    .object({ OnSuccess: DestinationSchema.optional(), OnFailure: DestinationSchema.optional() })
    .default({}),
});

/** By function ARN. */
export function readEventInvokeConfigs(
  application: Application,
  functions: Functions,
): ReadonlyMap<string, EventInvokeConfig> {
  return new Map(
    application.ofType('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const parsed = EventInvokeConfigSchema.safeParse(resource.properties);
      if (!parsed.success) throw invalidResource(resource, parsed.error);
      const { FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = parsed.data;
      const config: EventInvokeConfig = {
        ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
        ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
        ...(DestinationConfig.OnSuccess === undefined ? {} : { onSuccessArn: DestinationConfig.OnSuccess.Destination }),
        ...(DestinationConfig.OnFailure === undefined ? {} : { onFailureArn: DestinationConfig.OnFailure.Destination }),
      };
      return [functions.get(FunctionName).arn, config];
    }),
  );
}
