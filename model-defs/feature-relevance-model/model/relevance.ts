import { decodeUtf8, encodeUtf8 } from '@optaic/mlops/learners/gbdt';
import { decodeNativeForm, encodeNativeForm, FeatureNamesSchema } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';

const FORMAT = 'feature-relevance/1';
const ShareSchema = z.number().min(0).max(1);

/** What is known of one feature; figures over the out-of-sample dates of the training window. */
export const FeatureRelevanceSchema = z.strictObject({
  /** Share of all relevance, summing to 1 over the features. */
  score: ShareSchema,
  /** Mean fall of the date's rank coefficient when the feature, with its cluster, is permuted on the date. */
  permutation: z.number(),
  /** Newey–West, of `permutation`; 0 where nothing fell on any date. */
  standardError: z.number().min(0),
  /** One-sided: so large a fall of something irrelevant. */
  pValue: ShareSchema,
  /** Benjamini and Hochberg's over the features. */
  qValue: ShareSchema,
  /** Independent dates that the overlapping ones are worth. */
  effectiveSamples: z.number().min(0),
  /** Mean rank coefficient of a booster on this feature alone. */
  singleFeature: z.number().min(-1).max(1),
  /** Mean absolute Shapley value on the held-out rows, in the unit of the relative returns. */
  shap: z.number().min(0),
  /** Share of the gain in the booster over the whole window: in-sample, a diagnostic. */
  gain: ShareSchema,
  /** Features of the same number were permuted together. */
  cluster: z.int().min(0),
  /** Whether it fell by more than every shadow, significantly. */
  isKept: z.boolean(),
});
export type FeatureRelevance = z.infer<typeof FeatureRelevanceSchema>;

/** The native form. */
export const RelevanceSchema = z.strictObject({
  format: z.literal(FORMAT),
  featureNames: FeatureNamesSchema,
  /** Shape (features,), same order. */
  features: z.array(FeatureRelevanceSchema),
  /** The greatest fall of a shadow. */
  shadow: z.number(),
  /** First and last decision whose outcome went into it; milliseconds since the epoch, UTC. */
  from: z.number(),
  through: z.number(),
  halfLifeDays: z.number().gt(0),
  seed: z.int().min(0),
  /** The booster over the whole window, as XGBoost's JSON. */
  booster: z.string(),
});
export type Relevance = z.infer<typeof RelevanceSchema>;

export function encodeRelevance(relevance: Omit<Relevance, 'format' | 'booster'>, booster: Uint8Array): Uint8Array {
  return encodeNativeForm({ format: FORMAT, ...relevance, booster: decodeUtf8(booster) } satisfies Relevance);
}

/** @throws {InvalidInputError} `learner.model_malformed` when the bytes are no relevance. */
export function decodeRelevance(bytes: Uint8Array): Relevance {
  return decodeNativeForm(RelevanceSchema, bytes);
}

/** The booster's own file. */
export function boosterBytes({ booster }: Pick<Relevance, 'booster'>): Uint8Array {
  return encodeUtf8(booster);
}
