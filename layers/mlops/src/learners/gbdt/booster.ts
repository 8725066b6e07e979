import type { GbdtDataset } from './dataset.ts';
import type { GbdtTree } from './gbdt-model.ts';
import { withSketchWeights } from './group-ranges.ts';
import { growTree, type TreeLimits } from './grow-tree.ts';
import { type KernelOptions, openTreeKernel } from './kernel/open-tree-kernel.ts';
import { monotoneDirections } from './monotone-directions.ts';
import type { Objective } from './objective.ts';
import type { GbdtParameters } from './parameters.ts';
import { addTree } from './predict-gbdt.ts';
import { createTreeSampler } from './sampling.ts';
import type { SplitPenalties } from './split.ts';

/** The state of one training. */
export interface Booster {
  /** Margins of the training rows so far; one an output, each of shape (rows,). */
  readonly margins: readonly Float32Array[];
  /** Grows one tree an output, all on the gradients at the margins before the round, and adds them to the margins. */
  addRound(): GbdtTree[];
  dispose(): void;
}

export interface BoosterProps {
  readonly dataset: GbdtDataset;
  readonly parameters: GbdtParameters;
  readonly objective: Objective;
  /** One an output; float32. */
  readonly base: readonly number[];
  readonly kernel: KernelOptions;
}

/** What all histograms of a training may take together. */
const HISTOGRAM_BYTES = 2 ** 30;
/** 256 slots of two sums, whatever the bins are: how much is kept decides how is summed, so it hangs on nothing else. */
const BYTES_PER_FEATURE = 256 * 16;

export function createBooster({ dataset, parameters, objective, base, kernel: options }: BoosterProps): Booster {
  const { rows, features } = dataset;
  const { outputs } = objective;
  const limits = treeLimits(parameters);
  const penalties = splitPenalties(parameters, dataset.featureNames);
  const histograms = Math.min(
    mostLeaves(limits, rows) + 2,
    Math.max(2, Math.floor(HISTOGRAM_BYTES / (BYTES_PER_FEATURE * features))),
  );
  const binned = parameters.objective.startsWith('rank:') ? withSketchWeights(dataset) : dataset;
  const { kernel } = openTreeKernel({ dataset: binned, maxBin: parameters.max_bin, penalties, histograms }, options);
  const sampler = createTreeSampler({
    rows,
    features,
    subsample: parameters.subsample,
    colsampleByTree: parameters.colsample_bytree,
    colsampleByLevel: parameters.colsample_bylevel,
    colsampleByNode: parameters.colsample_bynode,
    seed: parameters.seed,
  });
  const gradients = kernel.createGradients(outputs);
  const margins = kernel.createMargins(outputs);
  margins.forEach((column, output) => {
    column.fill(base[output]);
  });

  const growOutput = (output: number): GbdtTree => {
    const sample = sampler.sampleRows();
    const inputs = { gradients: gradients[output], rows: sample, features: sampler.features, histograms };
    const { tree, leaves } = growTree(kernel, inputs, penalties, limits);
    kernel.addLeaves(leaves, margins[output]);
    if (sample !== undefined) addTree(tree, dataset.values, rows, rowsOutside(sample, rows), margins[output]);
    return tree;
  };

  return {
    margins,
    addRound() {
      if (objective.kernelLoss !== undefined && kernel.differentiate !== undefined) {
        kernel.differentiate(objective.kernelLoss, margins[0], dataset, gradients[0]);
      } else objective.differentiate(margins, dataset, gradients);
      return gradients.map((_, output) => growOutput(output));
    },
    dispose: () => kernel.dispose(),
  };
}

function mostLeaves({ maxDepth, maxLeaves }: TreeLimits, rows: number): number {
  return Math.min(rows, maxDepth === 0 ? rows : 2 ** maxDepth, maxLeaves === 0 ? rows : maxLeaves);
}

function treeLimits(parameters: GbdtParameters): TreeLimits {
  return {
    learningRate: Math.fround(parameters.learning_rate),
    gamma: Math.fround(parameters.gamma),
    maxDepth: parameters.max_depth,
    maxLeaves: parameters.max_leaves,
    growPolicy: parameters.grow_policy,
  };
}

function splitPenalties(parameters: GbdtParameters, featureNames: readonly string[]): SplitPenalties {
  return {
    lambda: Math.fround(parameters.reg_lambda),
    alpha: Math.fround(parameters.reg_alpha),
    minChildWeight: Math.fround(parameters.min_child_weight),
    maxDeltaStep: Math.fround(parameters.max_delta_step),
    monotone: monotoneDirections(parameters.monotone_constraints, featureNames),
  };
}

/** The rows that an ascending sample left out. */
function rowsOutside(sample: Int32Array, rows: number): Int32Array {
  const outside = new Int32Array(rows - sample.length);
  let count = 0;
  let next = 0;
  for (let row = 0; row < rows; row++) {
    if (sample[next] === row) next++;
    else outside[count++] = row;
  }
  return outside;
}
