import {
  DefinitionNameSchema,
  type ErrorCode,
  InvalidInputError,
  type ModelModule,
  SemanticVersionSchema,
} from '@optaic/mlops/base';
import { AlertRuleSchema } from '@optaic/mlops/monitoring';
import { z } from 'zod';

/** The components without which nothing registers. */
export const COMPONENTS = ['model', 'training', 'inference', 'monitoring', 'tests'] as const;

export interface DefinitionProblem {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface DefinitionCheck {
  /** Present when there is no problem. */
  readonly module?: ModelModule;
  readonly problems: readonly DefinitionProblem[];
}

const callable = z.custom<(...values: never[]) => unknown>((value) => typeof value === 'function', 'is not a function');

/** The interface of base's `ModelModule`, as far as it can be seen from outside: loose, so that authors may add to it. */
const ModelModuleShape = z.object({
  name: DefinitionNameSchema,
  version: SemanticVersionSchema,
  category: z.enum(['signal', 'macro_regime', 'relevance', 'signal_combining', 'signal_filtering']),
  model: z.object({ hyperparameters: z.object({ safeParse: callable }), create: callable }),
  training: z.object({
    config: z.object({
      horizonDays: z.int().min(1).max(1_000),
      validationShare: z.number().gt(0).lt(1),
      embargoDays: z.int().min(0).max(1_000),
      imports: z.boolean().optional(),
    }),
    trainer: z.object({ fit: callable }),
    evaluator: z.object({ evaluate: callable }),
  }),
  inference: z.object({
    predictor: z.object({ predict: callable, predictBatch: callable }),
    memory: z.enum(['none', 'previous', 'contiguous']).optional(),
  }),
  monitoring: z.object({
    dataMonitor: z.object({
      statistic: z.literal('wasserstein_normed'),
      limitQuantile: z.number().gt(0).lt(1),
      windowDays: z.int().min(1),
      driftShare: z.number().gt(0).max(1),
    }),
    performanceMonitor: z.object({
      metric: z.literal('rank_information_coefficient'),
      minimumDates: z.int().min(1),
    }),
    alertRules: z.array(AlertRuleSchema),
  }),
  tests: z.array(z.object({ name: z.string().min(1), run: callable })).min(1),
});

/**
 * Checks that a bundle's export is a definition: five components, each with its interface. Plain JavaScript is judged the
 * same as TypeScript, so nothing is taken from the types.
 *
 * @param exported - The bundle's default export.
 * @returns `definition.component_missing` for each absent component, `definition.interface_invalid` for everything else
 *   that does not fit.
 */
export function checkDefinition(exported: unknown): DefinitionCheck {
  if (typeof exported !== 'object' || exported === null) {
    const message = 'the bundle has no default export; export default defineModelModule({ … })';
    return { problems: [{ code: 'definition.component_missing', message }] };
  }
  const parsed = ModelModuleShape.safeParse(exported);
  if (parsed.success && isModelModule(exported)) return { module: exported, problems: [] };
  const missing = COMPONENTS.filter((component) => !(component in exported));
  return {
    problems: [
      ...missing.map((component) => ({
        code: 'definition.component_missing' as const,
        message: `component ${component} is missing; a definition has ${COMPONENTS.join(', ')}`,
      })),
      ...(parsed.error?.issues ?? [])
        .filter(({ path }) => !missing.some((component) => component === path[0]))
        .map(({ path, message }) => ({
          code: 'definition.interface_invalid' as const,
          message: `${path.join('.')}: ${message}`,
        })),
    ],
  };
}

/**
 * The module of a check without problems.
 *
 * @throws {InvalidInputError} with the code of the first problem and the messages of all.
 */
export function requireSound({ module, problems }: DefinitionCheck): ModelModule {
  if (module !== undefined) return module;
  throw new InvalidInputError(
    problems[0]?.code ?? 'definition.interface_invalid',
    `the definition cannot be used: ${problems.map(({ message }) => message).join('; ')}`,
    { details: { problems } },
  );
}

/** Only called on what fits `ModelModuleShape`. */
function isModelModule(value: object): value is ModelModule {
  return COMPONENTS.every((component) => component in value);
}
