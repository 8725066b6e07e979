import { z } from 'zod';

export const EnvSchema = z.object({
  EVENT_BUS_NAME: z.string(),
  TRAINING_STATE_MACHINE_ARN: z.string(),
  INFERENCE_STATE_MACHINE_ARN: z.string(),
  MONITORING_STATE_MACHINE_ARN: z.string(),
  INGEST_STATE_MACHINE_ARN: z.string(),
  PIT_AUDIT_STATE_MACHINE_ARN: z.string(),
  BACKTEST_STATE_MACHINE_ARN: z.string(),
});
