/** What tests of divided extractions share: a data set of several shards, an encoder, an extraction that nobody disturbed. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import {
  attributeCodec,
  formatModel,
  nodeCodec,
  parseModel,
  toTensorProto,
} from '../../../src/onnx/index.js';
import { runWell } from '../../command.js';
import { listFeatures, listFiles } from '../../feature-folders.js';
import { drawClasses } from '../../pictures.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { writeTree } from '../../trees.js';

export const CLASSES = ['fire', 'water'] as const;
const IMAGES_PER_CLASS = 256;
/** Of 64 images, the smallest. */
export const SHARD_COUNT = 8;

/** A workspace without features, its encoder, and what features and tables come out of it undisturbed. */
export interface SmallFleet {
  encoder: string;
  data: string;
  /** A fresh copy of the workspace. */
  start(name: string): Promise<string>;
  features: string[];
  tables: string[];
}

export async function makeSmallFleet(folder: string): Promise<SmallFleet> {
  const encoder = await writeTinyEncoder(path.join(folder, 'tiny'));
  const data = await writeTree(await drawClasses([...CLASSES], IMAGES_PER_CLASS));
  const empty = path.join(folder, 'empty.spuriosity');
  await runWell(['init', data, '-w', empty]);
  const start = async (name: string) => {
    const workspace = path.join(folder, name);
    await cp(empty, workspace, { recursive: true });
    return workspace;
  };
  const undisturbed = await start('undisturbed.spuriosity');
  await runWell(['extract', '--encoder', encoder, '-w', undisturbed]);
  return {
    encoder,
    data,
    start,
    features: listFeatures(undisturbed),
    tables: await listTables(undisturbed),
  };
}

/** Name and hash of the tables that rest on the features. */
export async function listTables(workspace: string): Promise<string[]> {
  await runWell(['discover', '-w', workspace]);
  return listFiles(path.join(workspace, 'results'), /\.csv$/);
}

/** The picture that `writeTouchyEncoder`'s network cannot be run on. */
export function drawWhite(): Promise<Buffer> {
  return sharp({ create: { width: 32, height: 32, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer();
}

/** Four shards, of which one holds such a picture. */
export async function writeTouchyData(): Promise<string> {
  return writeTree({ ...(await drawClasses([...CLASSES], 96)), 'water/40w.jpg': await drawWhite() });
}

/** The tiny encoder, which onnxruntime cannot run on a white picture: it looks up a place that is not there. */
export async function writeTouchyEncoder(folder: string): Promise<string> {
  await writeTinyEncoder(folder);
  const file = path.join(folder, 'model.onnx');
  const model = parseModel(readFileSync(file));
  const { graph } = model;
  const node = (opType: string, input: string[], output: string, ...attributes: [string, bigint][]) =>
    nodeCodec.create({
      opType,
      input,
      output: [output],
      attribute: attributes.map(([name, i]) => attributeCodec.create({ name, type: 2, i })),
    });
  // Red, green and blue are at most 1 each: their sum reaches 2.99 in white pictures alone.
  graph!.initializer.push(
    toTensorProto({ dtype: 'float32', dims: [], data: Float32Array.of(2.99) }, 'white'),
    toTensorProto({ dtype: 'float32', dims: [1], data: Float32Array.of(0) }, 'nothing'),
    toTensorProto({ dtype: 'int64', dims: [3], data: BigInt64Array.of(1n, 2n, 3n) }, 'axes'),
  );
  const last = graph!.node.findIndex(({ output }) => output[0] === 'features');
  graph!.node[last]!.output = ['plain'];
  graph!.node.push(
    node('GlobalAveragePool', ['image'], 'colour'),
    node('ReduceSum', ['colour', 'axes'], 'sum', ['keepdims', 0n]),
    node('ReduceMax', ['sum'], 'brightest', ['keepdims', 0n]),
    node('Div', ['brightest', 'white'], 'ratio'),
    node('Floor', ['ratio'], 'whole'),
    node('Cast', ['whole'], 'place', ['to', 7n]),
    node('Gather', ['nothing', 'place'], 'found'),
    node('Add', ['plain', 'found'], 'features'),
  );
  const bytes = formatModel(model);
  writeFileSync(file, bytes);
  const cardFile = path.join(folder, 'card.json');
  const card = JSON.parse(readFileSync(cardFile, 'utf8'));
  card.modelSha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(cardFile, JSON.stringify(card));
  return folder;
}
