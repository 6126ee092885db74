/**
 * Networks as tables on the terminal: an encoder's card, and a network file that is not imported yet.
 * In: what is known of them. Out: lines of text.
 */
import type { ModelInspection, OutputDescription } from '../../../onnx/index.js';
import type { EncoderCard } from '../../../records/networks/encoder.js';
import { formatCount, formatQuantity } from '../../../words/index.js';
import type { Terminal } from '../../terminal.js';

/** An encoder: what enters, what comes out, where it is from. */
export function printCard(terminal: Terminal, card: EncoderCard): void {
  terminal.print(`${card.title}\n`);
  terminal.table(
    ['', ''],
    [
      ['input', `${card.input}: ${describePreprocessing(card.preprocessing)}`],
      ['features', `${card.outputs.features}: ${card.featureCount}`],
      ['feature map', card.outputs.featureMap ?? 'none'],
      [
        'logits',
        card.outputs.logits === null ? 'none' : `${card.outputs.logits}: ${card.classes.length} classes`,
      ],
      ['robust', card.robust ? 'yes' : 'no'],
      ['licence', card.licence],
    ],
  );
}

/** A network file: its input, its size, its last layer. */
export function printInspection(terminal: Terminal, inspection: ModelInspection): void {
  const { input, featureMap, head } = inspection;
  terminal.table(
    ['', ''],
    [
      ['input', `${input.name} [${input.dims.map((dim) => dim ?? '?').join(', ')}]`],
      ['nodes', `${inspection.nodeCount}, operator set ${inspection.opset}`],
      ['parameters', formatCount(inspection.parameterCount)],
      [
        'last layer',
        `${head.node}: ${head.featureCount} features to ${formatQuantity(head.classCount, 'class')}`,
      ],
      ['features', inspection.features],
      [
        'feature map',
        featureMap === null
          ? 'none'
          : `${featureMap.value}, ${featureMap.channelCount} channels${featureMap.kind === 'tokens' ? ', made of tokens' : ''}`,
      ],
    ],
  );
}

/** The outputs of a network that has several. */
export function printOutputs(terminal: Terminal, outputs: readonly OutputDescription[]): void {
  terminal.print('');
  terminal.table(
    ['output', 'shape', 'last layer'],
    outputs.map(({ name, dims, classCount }) => [
      name,
      dims === null ? 'not declared' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`,
      classCount === null ? 'not linear' : `to ${formatQuantity(classCount, 'class')}`,
    ]),
  );
}

function describePreprocessing({ resize, crop }: EncoderCard['preprocessing']): string {
  const size =
    resize === null
      ? 'size as it is'
      : resize.kind === 'exact'
        ? `${resize.width}×${resize.height}`
        : `shorter side ${resize.size}`;
  return crop === null ? size : `${size}, centre ${crop.width}×${crop.height}`;
}
