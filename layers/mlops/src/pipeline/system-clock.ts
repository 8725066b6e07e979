import { type Instant, InstantSchema } from '@optaic/mlops/base';

/** The wall clock: for records of what happened when, never for anything that a digest covers. */
export function systemNow(): Instant {
  return InstantSchema.parse(new Date().toISOString());
}
