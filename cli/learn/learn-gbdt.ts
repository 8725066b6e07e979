import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@optaic/mlops/base';
import {
  encodeGbdtModel,
  type GbdtModel,
  type GbdtParameters,
  type GbdtRound,
  gbdtContributions,
  importance,
  parseGbdtParameters,
  predictGbdt,
  trainGbdt,
} from '@optaic/mlops/learners/gbdt';
import { gbdtToOnnx } from '@optaic/mlops/onnx';
import { CliError } from '../cli-error.ts';
import { type LearningRows, type Roles, readLearningRows } from './learning-dataset.ts';
import { contributionsCsv, historyCsv, predictionsCsv } from './result-files.ts';

export interface LearnRequest extends Roles {
  readonly data: string;
  readonly validation?: string;
  /** JSON file of parameters under XGBoost's names. */
  readonly params?: string;
  readonly out: string;
  readonly contributions: boolean;
  readonly threads: number;
  /** Of the software that trains; stands in the ONNX file. */
  readonly version: string;
  onRound(round: GbdtRound): void;
}

export interface LearnResult {
  readonly objective: string;
  readonly rows: number;
  readonly features: number;
  /** Kept; fewer than asked for where it stopped early. */
  readonly rounds: number;
  /** Metrics of the last round that was trained. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly bestIteration?: number;
  readonly files: readonly string[];
}

/**
 * Trains a booster on a file and writes what became of it: `model.json` (XGBoost's own format), `model.onnx`,
 * `predictions.csv` of the data (and `validation-predictions.csv`), `importances.json`, `history.csv` and, if asked for,
 * `contributions.csv`. Nothing is written before the training is done. Works without a system and without a network.
 *
 * @throws {CliError} for what is wrong with the files, parameters or rows.
 */
export async function learnGbdt(request: LearnRequest): Promise<LearnResult> {
  const parameters = await readParameters(request.params);
  if (parameters.objective.startsWith('rank:') && request.group === undefined) {
    throw new CliError(`the objective ${parameters.objective} ranks within groups; name their column with --group`);
  }
  const training = await readLearningRows(request.data, request);
  const { featureNames } = training.dataset;
  const watched =
    request.validation === undefined ? undefined : await readLearningRows(request.validation, request, featureNames);
  const rounds: GbdtRound[] = [];
  const model = refusing(request.data, () =>
    trainGbdt(training.dataset, parameters, {
      threads: request.threads,
      ...(watched === undefined ? {} : { validation: watched.dataset }),
      onRound: (round) => {
        rounds.push(round);
        request.onRound(round);
      },
    }),
  );
  const files = await writeResults(request, model, rounds, training, watched);
  const { classes = 1, bestIteration } = model;
  return {
    objective: model.objective,
    rows: training.dataset.rows,
    features: featureNames.length,
    rounds: model.trees.length / classes,
    metrics: rounds.at(-1)?.losses ?? {},
    ...(bestIteration === undefined ? {} : { bestIteration }),
    files,
  };
}

async function readParameters(file: string | undefined): Promise<GbdtParameters> {
  if (file === undefined) return parseGbdtParameters({});
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  const raw = parseJson(file, text);
  return refusing(file, () => parseGbdtParameters(raw));
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Runs what may refuse its input, and says of which file that was. */
function refusing<Result>(file: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new CliError(`${file}: ${error.message} (${error.code})`, { cause: error });
  }
}

async function writeResults(
  { out, version, contributions }: LearnRequest,
  model: GbdtModel,
  rounds: readonly GbdtRound[],
  training: LearningRows,
  watched: LearningRows | undefined,
): Promise<string[]> {
  const predict = ({ dataset }: LearningRows) => predictGbdt(model, dataset.values, dataset.rows);
  const { values, rows } = training.dataset;
  const contents: Record<string, string | Uint8Array> = {
    'model.json': encodeGbdtModel(model),
    'model.onnx': gbdtToOnnx(model, { producerVersion: version }),
    'predictions.csv': predictionsCsv(model, training, predict(training)),
    ...(watched === undefined
      ? {}
      : { 'validation-predictions.csv': predictionsCsv(model, watched, predict(watched)) }),
    'importances.json': `${JSON.stringify(importance(model), null, 2)}\n`,
    'history.csv': historyCsv(rounds),
    ...(contributions
      ? {
          'contributions.csv': refusing('model', () => contributionsCsv(model, gbdtContributions(model, values, rows))),
        }
      : {}),
  };
  await mkdir(out, { recursive: true });
  await Promise.all(Object.entries(contents).map(([name, content]) => writeFile(join(out, name), content)));
  return Object.keys(contents).map((name) => join(out, name));
}
