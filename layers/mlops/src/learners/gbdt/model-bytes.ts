import { decodeUtf8 } from './decode-utf8.ts';
import { encodeUtf8 } from './encode-utf8.ts';
import type { GbdtModel } from './gbdt-model.ts';
import { readXgboostJson } from './read-xgboost-json.ts';
import { writeXgboostJson } from './write-xgboost-json.ts';

/** The model's native form as a file: XGBoost's JSON in UTF-8. Equal models give equal bytes. */
export function encodeGbdtModel(model: GbdtModel): Uint8Array {
  return encodeUtf8(writeXgboostJson(model));
}

/**
 * Reads such a file, ours or XGBoost's.
 *
 * @throws {InvalidInputError} `learner.model_malformed` or `learner.objective_unsupported`.
 */
export function decodeGbdtModel(bytes: Uint8Array): GbdtModel {
  return readXgboostJson(decodeUtf8(bytes));
}
