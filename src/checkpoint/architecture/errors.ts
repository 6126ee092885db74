/**
 * The error for weights whose network is not known here.
 * In: the file's name and what did not fit. Out: a ModelError that says what was expected and what to do instead.
 */
import { ModelError } from '../../base/errors.js';

/** `unrecognised-architecture`: weights alone do not say how they are connected. */
export function unrecognisedError(fileName: string, problem: string): ModelError {
  return new ModelError('unrecognised-architecture', {
    what: `The network in "${fileName}" is not one that is known here: ${problem}.`,
    why:
      'Weights do not say how they are connected; known are, with the names that torchvision gives them, ' +
      'ResNet with its wide and ResNeXt forms (conv1, layer1.0.conv1, …, fc), VGG (features.0, …, classifier.6), ' +
      'DenseNet (features.conv0, features.denseblock1, …, classifier) and MobileNet-v2 (features.0.0, features.1.conv, …, classifier.1).',
    next: 'Export the network with torch.onnx.export and import the .onnx file.',
  });
}
