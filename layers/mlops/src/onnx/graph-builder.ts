import { InvalidInputError } from '@optaic/mlops/base';
import { ONNX_INPUT, ONNX_OUTPUT } from './gbdt-to-onnx.ts';
import { encodeOnnxModel, type OnnxAttribute, type OnnxConstant, type OnnxNode } from './onnx-model.ts';

export interface ExportOptions {
  /** Version of the software that trained the model; becomes the file's producer_version. */
  readonly producerVersion: string;
  /** Further metadata_props. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const DOUBLE = 11;
const FLOAT = 1;

/**
 * A graph from the float32 features to the float32 score, in double precision between: the file then computes what the
 * native form computes. Only element-wise operators and sums over a row, so that a row scores the same in any batch.
 */
export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly constants: OnnxConstant[] = [];

  /** Adds a node; returns the name of its output. */
  apply(operator: string, inputs: readonly string[], attributes: readonly OnnxAttribute[] = []): string {
    const output = `${operator.toLowerCase()}_${this.nodes.length}`;
    this.nodes.push({ name: output, operator, inputs, outputs: [output], attributes });
    return output;
  }

  /** Doubles to name as an input. */
  doubles(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant({ name: `constant_${this.constants.length}`, shape, type: 'double', values });
  }

  /** The features in double precision; shape (N, F). */
  features(): string {
    return this.apply('Cast', [ONNX_INPUT], [{ name: 'to', type: 'int', value: DOUBLE }]);
  }

  /** 0 where a feature is missing, else the value; both of shape (N, F). */
  zeroWhereMissing(value: string): string {
    return this.apply('Where', [this.apply('IsNaN', [ONNX_INPUT]), this.doubles([0], []), value]);
  }

  /** The sum of each row; shape (N, 1). */
  rowSum(value: string): string {
    return this.apply('ReduceSum', [value, this.axes(1)], [{ name: 'keepdims', type: 'int', value: 1 }]);
  }

  axes(...axes: readonly number[]): string {
    return this.constant({
      name: `constant_${this.constants.length}`,
      shape: [axes.length],
      type: 'int64',
      values: axes,
    });
  }

  /** The bytes of a model whose score is `value`, of shape (N, outputs). */
  encode(
    value: string,
    options: ExportOptions & { graphName: string; features: number; outputs: number; own: Record<string, string> },
  ): Uint8Array {
    const { graphName, producerVersion, metadata = {}, features, outputs, own } = options;
    const reserved = Object.keys(metadata).find((name) => Object.hasOwn(own, name));
    if (reserved !== undefined) {
      throw new InvalidInputError(
        'model.metadata_reserved',
        `metadata sets ${reserved}, which the model sets itself; choose another name`,
      );
    }
    const last: OnnxNode = {
      name: 'to_float',
      operator: 'Cast',
      inputs: [value],
      outputs: [ONNX_OUTPUT],
      attributes: [{ name: 'to', type: 'int', value: FLOAT }],
    };
    return encodeOnnxModel({
      graphName,
      producerVersion,
      metadata: { ...metadata, ...own },
      inputs: [{ name: ONNX_INPUT, shape: ['N', features] }],
      outputs: [{ name: ONNX_OUTPUT, shape: ['N', outputs] }],
      constants: this.constants,
      nodes: [...this.nodes, last],
    });
  }

  private constant(constant: OnnxConstant): string {
    this.constants.push(constant);
    return constant.name;
  }
}
