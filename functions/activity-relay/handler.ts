import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createActivityBus } from '@optaic/mlops/pipeline/activity-bus.eventbridge';
import { createExecutions } from '@optaic/mlops/pipeline/executions.sfn';
import {
  RelayActivitiesInputSchema,
  RelayActivitiesOutputSchema,
  relayActivities,
} from '@optaic/mlops/pipeline/relay-activities';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { activityOfImage } from '@optaic/mlops/registry/activity-image';
import { EnvSchema } from './environment.ts';

const logger = new Logger();

export const handler = stageHandler({
  input: RelayActivitiesInputSchema,
  output: RelayActivitiesOutputSchema,
  services: () => {
    const environment = EnvSchema.parse(process.env);
    const machineArns = {
      training: environment.TRAINING_STATE_MACHINE_ARN,
      inference: environment.INFERENCE_STATE_MACHINE_ARN,
      monitoring: environment.MONITORING_STATE_MACHINE_ARN,
      ingest: environment.INGEST_STATE_MACHINE_ARN,
      'pit-audit': environment.PIT_AUDIT_STATE_MACHINE_ARN,
      backtest: environment.BACKTEST_STATE_MACHINE_ARN,
    };
    return {
      ...createActivityBus({ eventBridge: new EventBridgeClient({}), eventBusName: environment.EVENT_BUS_NAME }),
      ...createExecutions({ stepFunctions: new SFNClient({}), machineArns }),
      parseActivity: activityOfImage,
      warn: (message: string, facts: Readonly<Record<string, unknown>>) => logger.warn(message, { ...facts }),
    };
  },
  step: relayActivities,
});
