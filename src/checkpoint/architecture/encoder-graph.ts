/**
 * Writes an ONNX graph layer by layer from a network's weights.
 * In: module names and the values they apply to. Out: nodes now, initialisers when `load` reads them.
 * Every shape is checked while the graph is written, so that nothing is read of a network that does not fit.
 */
import {
  type Attributes,
  MAX_MODEL_BYTES,
  type NodeProto,
  nodeCodec,
  type Tensor,
  type TensorProto,
  toAttribute,
  toTensorProto,
} from '../../onnx/index.js';
import { tooLargeError } from '../errors.js';
import { unrecognisedError } from './errors.js';
import { foldNorm, NORM_EPSILON, type NormWeights } from './fold.js';
import { readWeights, type WeightSet } from './weight-set.js';

/** A value `[n, channelCount, h, w]`. */
export interface FeatureMap {
  value: string;
  channelCount: number;
}

/** A value `[n, width]`. */
export interface Vector {
  value: string;
  width: number;
}

/** What surrounds a convolution; stride 1 and no norm unless said. */
export interface ConvOptions {
  /** The batch norm that follows, folded in. */
  norm?: string;
  stride?: number;
}

/** Reads the values of a layer's initialisers, in the order of their names. */
type Loader = () => Promise<Tensor[]>;

/** A graph under construction. Weights that do not fit end in a ModelError. */
export class EncoderGraph {
  readonly nodes: NodeProto[] = [];
  private readonly loaders: { names: string[]; load: Loader }[] = [];

  constructor(readonly weights: WeightSet) {}

  /** Adds a node with one output, which is also its name. */
  addNode(opType: string, input: string[], output: string, attributes: Attributes = {}): string {
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
    this.nodes.push(nodeCodec.create({ opType, input, output: [output], name: output, attribute }));
    return output;
  }

  addConstant(name: string, tensor: Tensor): string {
    this.loaders.push({ names: [name], load: async () => [tensor] });
    return name;
  }

  /** A convolution with odd square kernel, padded to keep the size; groups follow from the shapes. */
  addConv(input: FeatureMap, module: string, { norm, stride = 1 }: ConvOptions = {}): FeatureMap {
    const weight = this.weights.use(`${module}.weight`, 4);
    const [channelCount, groupInputs, kernel, kernelWidth] = weight.shape as [number, number, number, number];
    const group = input.channelCount / groupInputs;
    if (
      !Number.isInteger(group) ||
      channelCount % group !== 0 ||
      kernel !== kernelWidth ||
      kernel % 2 === 0
    ) {
      const problem = `${module}.weight of shape [${weight.shape}] does not fit its ${input.channelCount} input channels`;
      throw unrecognisedError(this.weights.fileName, problem);
    }
    const bias = this.weights.has(`${module}.bias`)
      ? this.weights.useVector(`${module}.bias`, channelCount)
      : null;
    const loadNorm = norm === undefined ? null : this.useNorm(norm, channelCount);
    const hasBias = bias !== null || loadNorm !== null;
    const names = [`${module}.weight`, ...(hasBias ? [`${module}.bias`] : [])];
    this.loaders.push({
      names,
      load: async () => {
        const data = await readWeights(weight);
        const biasData = bias && (await readWeights(bias));
        const folded = loadNorm
          ? foldNorm(data, biasData, await loadNorm())
          : { weights: data, bias: biasData };
        return [
          toFloats(weight.shape, folded.weights),
          ...(folded.bias ? [toFloats([channelCount], folded.bias)] : []),
        ];
      },
    });
    const padding = (kernel - 1) / 2;
    const value = this.addNode('Conv', [input.value, ...names], module, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      group,
    });
    return { value, channelCount };
  }

  /** A batch norm that no convolution directly precedes. */
  addNorm(input: FeatureMap, module: string): FeatureMap {
    const load = this.useNorm(module, input.channelCount);
    const names = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${module}.${part}`);
    this.loaders.push({
      names,
      load: async () => {
        const { scale, shift, mean, variance } = await load();
        return [scale, shift, mean, variance].map((data) => toFloats([data.length], data));
      },
    });
    const value = this.addNode('BatchNormalization', [input.value, ...names], module, {
      epsilon: { float: NORM_EPSILON },
    });
    return { ...input, value };
  }

  addRelu(input: FeatureMap): FeatureMap {
    return { ...input, value: this.addNode('Relu', [input.value], `${input.value}.relu`) };
  }

  addPool(
    input: FeatureMap,
    opType: 'MaxPool' | 'AveragePool',
    output: string,
    { kernel, stride, padding }: { kernel: number; stride: number; padding: number },
  ): FeatureMap {
    const value = this.addNode(opType, [input.value], output, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
    });
    return { ...input, value };
  }

  addSum(a: FeatureMap, b: FeatureMap, output: string): FeatureMap {
    if (a.channelCount !== b.channelCount) {
      const problem = `${a.value} and ${b.value} are added but have ${a.channelCount} and ${b.channelCount} channels`;
      throw unrecognisedError(this.weights.fileName, problem);
    }
    return { ...a, value: this.addNode('Add', [a.value, b.value], output) };
  }

  /** The spatial mean, `[n, channelCount]`. */
  addMean(input: FeatureMap): Vector {
    const pooled = this.addNode('GlobalAveragePool', [input.value], 'pooled');
    return {
      value: this.addNode('Flatten', [pooled], 'pooled.flat', { axis: 1 }),
      width: input.channelCount,
    };
  }

  /** A linear layer with bias. */
  addLinear(input: Vector, module: string): Vector {
    const weight = this.weights.use(`${module}.weight`, 2);
    const [width, inputWidth] = weight.shape as [number, number];
    if (inputWidth !== input.width) {
      const problem = `${module}.weight of shape [${weight.shape}] does not fit its ${input.width} inputs`;
      throw unrecognisedError(this.weights.fileName, problem);
    }
    const bias = this.weights.useVector(`${module}.bias`, width);
    const names = [`${module}.weight`, `${module}.bias`];
    this.loaders.push({
      names,
      load: async () => [
        toFloats(weight.shape, await readWeights(weight)),
        toFloats([width], await readWeights(bias)),
      ],
    });
    return { value: this.addNode('Gemm', [input.value, ...names], module, { transB: 1 }), width };
  }

  /** Gives a value its final name wherever it occurs. */
  rename(value: string, name: string): void {
    const swap = (names: string[]): string[] => names.map((one) => (one === value ? name : one));
    for (const node of this.nodes) {
      node.input = swap(node.input);
      node.output = swap(node.output);
    }
  }

  /** Reads and folds all weights, one layer at a time. */
  async load(): Promise<TensorProto[]> {
    const initializers: TensorProto[] = [];
    let sizeBytes = 0;
    for (const { names, load } of this.loaders) {
      const tensors = await load();
      // Many layers may claim the same stored bytes: what counts is what they become.
      sizeBytes += tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
      // WideResNet-50-4, the largest network known here, has 0.9 GB.
      if (sizeBytes > MAX_MODEL_BYTES)
        throw tooLargeError(
          this.weights.fileName,
          `its network has more than ${MAX_MODEL_BYTES} bytes of weights`,
        );
      for (const [index, tensor] of tensors.entries())
        initializers.push(toTensorProto(tensor, names[index]!));
    }
    return initializers;
  }

  private useNorm(module: string, channelCount: number): () => Promise<NormWeights> {
    const use = (part: string) => this.weights.useVector(`${module}.${part}`, channelCount);
    const [scale, shift, mean, variance] = [
      use('weight'),
      use('bias'),
      use('running_mean'),
      use('running_var'),
    ];
    return async () => ({
      scale: await readWeights(scale),
      shift: await readWeights(shift),
      mean: await readWeights(mean),
      variance: await readWeights(variance),
    });
  }
}

function toFloats(dims: readonly number[], data: Float32Array): Tensor {
  return { dtype: 'float32', dims: [...dims], data };
}
