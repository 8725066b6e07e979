import { z } from 'zod';
import type { Scratch } from './workbench.ts';

const LambdaEnvironmentSchema = z.object({
  /** Set by Lambda, not by our templates. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().min(128).optional(),
});

/** Where a function may work: the machine's folder for temporary files, within its memory. */
export function lambdaScratch(environment: NodeJS.ProcessEnv, directory: string): Scratch {
  const { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memorySizeMiB } = LambdaEnvironmentSchema.parse(environment);
  return { directory, ...(memorySizeMiB === undefined ? {} : { memorySizeMiB }) };
}
