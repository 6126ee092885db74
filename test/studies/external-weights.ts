/**
 * A model with its weights in a second file, as exporters write it: `torch.onnx.export(dynamo=True)` and `onnx.save` alike.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  formatModel,
  type ModelProto,
  stringStringEntryCodec,
  type TensorProto,
} from '../../src/onnx/index.js';

export interface ExternalLayout {
  /** Name of the second file; default: `<model>.data`, as PyTorch names it. */
  location?: string;
  /** Bytes before the tensor of that number. */
  gap?: (place: number) => number;
  /** Whether lengths are stated. */
  hasLength?: boolean;
}

/** Points a tensor to another file. */
export function pointOutside(tensor: TensorProto, entries: Record<string, string>): void {
  tensor.rawData = undefined;
  tensor.dataLocation = 1;
  tensor.externalData = Object.entries(entries).map(([key, value]) =>
    stringStringEntryCodec.create({ key, value }),
  );
}

/** Writes a model, all of whose initialisers are `rawData`, and its second file; changes the model. */
export function writeWithExternalWeights(
  path: string,
  model: ModelProto,
  { location = `${path.split('/').at(-1)}.data`, gap = () => 0, hasLength = true }: ExternalLayout = {},
): void {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const append = (bytes: Uint8Array): void => {
    parts.push(bytes);
    sizeBytes += bytes.length;
  };
  for (const [place, tensor] of model.graph.initializer.entries()) {
    append(new Uint8Array(gap(place)).fill(0xff));
    const bytes = tensor.rawData!.slice();
    const entries: Record<string, string> = { location, offset: String(sizeBytes) };
    if (hasLength) entries.length = String(bytes.length);
    pointOutside(tensor, entries);
    append(bytes);
  }
  writeFileSync(join(dirname(path), location), Buffer.concat(parts));
  writeFileSync(path, formatModel(model));
}
