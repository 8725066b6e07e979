import { type Instant, InstantSchema } from '@optaic/mlops/base';

/** The machine's time; only adapters and handlers read it. */
export function wallClock(): Instant {
  return InstantSchema.parse(new Date().toISOString());
}
