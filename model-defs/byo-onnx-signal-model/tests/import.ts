import type { DefinitionTest, LabelledPanel, TrainingResult } from '@optaic/mlops/base';
import { type Hyperparameters, HyperparametersSchema } from '../model/hyperparameters.ts';
import { trainer } from '../training/trainer.ts';
import { SCIKIT_LEARN_RIDGE } from './scikit-learn-ridge.ts';

const FEATURES = ['momentum', 'volatility', 'value'];

/** Rows whose values do not matter: an import fits nothing. */
function panelOf(featureNames: readonly string[], value = 0): LabelledPanel {
  return {
    rows: 2,
    entity: ['A', 'B'],
    decisionTime: Float64Array.of(0, 0),
    featureNames,
    features: new Float32Array(2 * featureNames.length).fill(value),
    labels: Float32Array.of(value, -value),
  };
}

async function imported(
  panel: LabelledPanel,
  hyperparameters: Hyperparameters = {},
  upload = SCIKIT_LEARN_RIDGE,
): Promise<TrainingResult> {
  return trainer.fit(panel, panel, HyperparametersSchema.parse(hyperparameters), {
    seed: 1,
    random: () => 0.5,
    log: { info: () => undefined },
    onRound: () => undefined,
    upload,
  });
}

async function refusal(...parameters: Parameters<typeof imported>): Promise<string> {
  return imported(...parameters).then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

export const importTests: readonly DefinitionTest[] = [
  {
    name: 'an import keeps the weights of the uploaded file and serves them under the platform’s names',
    async run({ assert }) {
      const { onnx, native, importance } = await imported(panelOf(FEATURES));

      const text = String.fromCharCode(...onnx);
      assert(text.includes('SimpleImputer') || text.includes('Imputer'), 'the pipeline’s own operators are gone');
      assert(text.includes('features') && text.includes('score'), 'it does not have the platform’s input and output');
      assert(native === undefined, 'it has a native form');
      assert(Object.keys(importance).length === 0, 'it says to know importances');
    },
  },
  {
    name: 'the rows of the training window do not move a byte of an import',
    async run({ assert }) {
      const [first, other] = [await imported(panelOf(FEATURES)), await imported(panelOf(FEATURES, 1e6))];

      assert(first.onnx.join() === other.onnx.join(), 'other rows gave another model');
    },
  },
  {
    name: 'an import without a file is refused, and so is a file that is no model',
    async run({ assert }) {
      const silent = { seed: 1, random: () => 0.5, log: { info: () => undefined }, onRound: () => undefined };
      let message = '';
      try {
        await trainer.fit(panelOf(FEATURES), panelOf(FEATURES), {}, silent);
      } catch (error) {
        message = error instanceof Error ? error.message : '';
      }

      assert(message.includes('trains nothing'), 'it trained without a file');
      const broken = SCIKIT_LEARN_RIDGE.subarray(0, 100);
      assert((await refusal(panelOf(FEATURES), {}, broken)).includes('no whole ONNX model'), 'half a file was taken');
    },
  },
  {
    name: 'a model of other features is refused by the names that differ',
    async run({ assert }) {
      const message = await refusal(panelOf(['momentum', 'volatility', 'size']));

      assert(message.includes('does not take size') && message.includes('does not select value'), message);
      assert((await refusal(panelOf(['momentum', 'volatility']))).includes('does not select value'), 'two of three');
    },
  },
  {
    name: 'what is declared has to be in the file',
    async run({ assert }) {
      const input = await refusal(panelOf(FEATURES), { input: 'nowhere' });
      const output = await refusal(panelOf(FEATURES), { output: 'nothing' });

      assert(input.includes('no input "nowhere"'), input);
      assert(output.includes('no "nothing"'), output);
    },
  },
];
