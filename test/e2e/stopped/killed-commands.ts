/**
 * Every command of the program, as `killed.test.ts` kills it: what it is given, in the order in which they build on each other.
 * In: a folder. Out: command lines, and the files that they name. Runs none of them.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { attachHead, formatModel, parseModel } from '../../../src/onnx/index.js';
import { toNpy, toNpz } from '../../arrays.js';
import { drawClasses } from '../../pictures.js';
import { noise } from '../../studies/small-classifier.js';
import { toAnswers } from '../../studies/study.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { writeTinySegmenter } from '../../studies/tiny-segmenter.js';
import { readResults, toCsv } from '../../tables.js';
import { writeTree } from '../../trees.js';

type Place = (...names: string[]) => string;

/** A command that writes; `toArgs` is given its workspace, `prepare` makes what follows from what earlier commands found. */
export type KilledCommand = [name: string, toArgs: (study: string) => string[], prepare?: () => void];

const SIDE = 16;
const CLASS_NAMES = ['fire', 'water'] as const;
const PUBLISHED = new URL('../../../fixtures/checkpoint/resnext-legacy/checkpoint.pt', import.meta.url);
const TUNING = [
  '--recipe',
  'paper',
  '--images-per-class',
  '4',
  '--k',
  '3',
  '--trials',
  '1',
  '--stop-gap',
  '-0.99',
];

/** Files that commands are given. */
export async function writeGivenFiles(at: Place): Promise<void> {
  await writeTinyEncoder(at('tiny'));
  await writeTinySegmenter(at('segmenter'), SIDE);
  const encoder = parseModel(readFileSync(at('tiny', 'model.onnx')));
  const layer = { featureCount: 8, classCount: 2, weights: noise(16, 3), bias: noise(2, 5) };
  const own = attachHead(encoder, layer, { features: 'features', logits: 'scores' });
  writeFileSync(at('own.onnx'), formatModel(own));
  const head = { W: toNpy('<f4', [2, 8], [...layer.weights]), b: toNpy('<f4', [2], [...layer.bias]) };
  writeFileSync(at('head.npz'), toNpz(head));
  const data = await writeTree({
    ...(await drawClasses(CLASS_NAMES, 18, 'train')),
    ...(await drawClasses(CLASS_NAMES, 8, 'val')),
  });
  await cp(data, at('data'), { recursive: true });
  const toArray = (shape: readonly number[], toValue: (i: number) => number) =>
    toNpy(
      '<f4',
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => toValue(i)),
    );
  writeFileSync(
    at('features.npy'),
    toArray([52, 3], (i) => (i * 37) % 11),
  );
  writeFileSync(
    at('image.npy'),
    toArray([1, 3, SIDE, SIDE], (i) => (i % 7) / 7),
  );
  const images = ['train', 'val'].flatMap((split) =>
    CLASS_NAMES.flatMap((name) =>
      readdirSync(at('data', split, name)).map((file) => `${split}/${name}/${file}`),
    ),
  );
  writeFileSync(
    at('predictions.csv'),
    toCsv(
      ['image', 'prediction'],
      images.map((image, n) => [image, n % 2]),
    ),
  );
  writeFileSync(
    at('decisions.csv'),
    toCsv(['image', 'decision', 'new_class'], [[images[0]!, 'relabel', 'water']]),
  );
}

/** What a hub that has the network `tiny/own` sends, by path. */
export function listHubFiles(at: Place): Record<string, Uint8Array> {
  const toJson = (value: object) => Buffer.from(JSON.stringify(value));
  const processor = {
    image_processor_type: 'ViTImageProcessor',
    do_normalize: false,
    do_rescale: true,
    do_resize: true,
    resample: 2,
    rescale_factor: 1 / 255,
    size: { height: SIDE, width: SIDE },
  };
  return {
    '/tiny/own/resolve/main/config.json': toJson({ id2label: { 0: 'fire', 1: 'water' } }),
    '/tiny/own/resolve/main/preprocessor_config.json': toJson(processor),
    '/tiny/own/resolve/main/onnx/model.onnx': readFileSync(at('own.onnx')),
  };
}

/** Commands that write, in the order in which they build on each other; the first study is in the folder `world`. */
export function listCommands(at: Place): KilledCommand[] {
  /** What is known of the discovered pairs becomes answers: every pair of class 0 spurious, of class 1 core. */
  const writeAnswers = () => {
    const pairs = readResults(at('world', 'study'), 'important-features').map(({ class_index, feature }) => ({
      classIndex: Number(class_index),
      feature: Number(feature),
      votes: class_index === '0' ? 3 : 0,
      of: 3,
    }));
    writeFileSync(at('answers.csv'), toAnswers(pairs));
  };
  const addModel = (name: string, toSource: () => string[]): KilledCommand => [
    `model add, ${name}`,
    (study) => ['model', 'add', name, ...toSource(), '-w', study],
  ];
  return [
    ['encoder import', () => ['encoder', 'import', at('own.onnx'), '--side', String(SIDE)]],
    ['encoder pull', () => ['encoder', 'pull', 'resnext50_32x4d_l2_eps3', '--from', PUBLISHED.pathname]],
    [
      'encoder run',
      (study) => [
        ...['encoder', 'run', at('tiny'), '--input', at('image.npy')],
        ...['--gradient', '0', '--out', `${study}-compared`],
      ],
    ],
    ['init', (study) => ['init', at('data'), '-w', study]],
    ['extract', (study) => ['extract', '--encoder', at('tiny'), '-w', study]],
    ['merge', (study) => ['merge', '-w', study]],
    ['discover', (study) => ['discover', '--top-features', '2', '--attacks', '1', '-w', study]],
    ['annotate auto', (study) => ['annotate', 'auto', '-w', study]],
    [
      'masks segment',
      (study) => ['masks', 'segment', '--segmenter', at('segmenter'), '--any-size', '-w', study],
    ],
    ['annotate import', (study) => ['annotate', 'import', at('answers.csv'), '-w', study], writeAnswers],
    [
      'annotate answer',
      (study) => ['annotate', 'answer', '1', '0', 'main_object', '--worker', 'eve', '-w', study],
    ],
    ['annotate export', (study) => ['annotate', 'export', '--out', `${study}-answers.csv`, '-w', study]],
    ['attack', (study) => ['attack', '--class', '0', '--steps', '2', '-w', study]],
    ['rank', (study) => ['rank', '-w', study]],
    addModel('told', () => ['--predictions', at('predictions.csv')]),
    addModel('linear', () => ['--head', at('head.npz')]),
    addModel('run', () => ['--onnx', at('own.onnx'), '--side', String(SIDE)]),
    addModel('fetched', () => ['--hub', 'tiny/own']),
    ['gap', (study) => ['gap', '--k', '3', '--interventions', '-w', study]],
    ['corrupt', (study) => ['corrupt', '-w', study]],
    ['mitigate', (study) => ['mitigate', ...TUNING, '-w', study]],
    ['mitigate --sweep', (study) => ['mitigate', '--sweep', 'images-per-class=3,4', ...TUNING, '-w', study]],
    ['export model', (study) => ['export', 'model', `${study}-exported`, '-w', study]],
    ['noise', (study) => ['noise', '--k', '3', '-w', study]],
    [
      'noise --apply',
      (study) => ['noise', '--apply', at('decisions.csv'), '--decided-by', 'eve', '-w', study],
    ],
    ['crop', (study) => ['crop', '--all', '-w', study]],
    ['segment', (study) => ['segment', '-w', study]],
    ['duplicates', (study) => ['duplicates', '-w', study]],
    ['audit', (study) => ['audit', '-w', study]],
    ['report', (study) => ['report', '--k', '3', '-w', study]],
    ['export site', (study) => ['export', 'site', `${study}-site`, '--images-per-class', '2', '-w', study]],
    ['features export', (study) => ['features', 'export', '--out', `${study}-features.npy`, '-w', study]],
    ['features import', (study) => ['features', 'import', at('features.npy'), '-w', study]],
    ['init again', (study) => ['init', at('data'), '-w', study]],
    ['relocate', (study) => ['relocate', at('data'), '-w', study]],
    ['model remove', (study) => ['model', 'remove', 'told', '-w', study]],
    ['run', (study) => ['run', at('data'), '--encoder', at('tiny'), '--k', '3', '-w', `${study}-whole`]],
    [
      'selftest',
      (study) => [
        ...['selftest', at('data'), '--encoder', at('tiny'), '--images', '20', '--cues', 'border'],
        ...['-w', `${study}-tested`],
      ],
    ],
  ];
}

/** Commands that write nothing, with what they are given. */
export const READING_COMMANDS: readonly string[][] = [
  ['encoder', 'list'],
  ['encoder', 'inspect'],
  ['annotate', 'list'],
  ['annotate', 'status'],
  ['model', 'list'],
  ['model', 'confusion', 'head'],
  ['model', 'compare', 'head', 'head'],
  ['doctor'],
];

/**
 * Commands that are killed elsewhere: a server that takes answers in `serve.test.ts`, the demo in `demo.test.ts`, whose drawing is killed
 * here by itself and whose stages are those of `run`; `masks pull`, whose archive has 113 MB, in `masks.test.ts`; `queue start` and workers in `distributed/queue.test.ts`, where Redis is. `queue status`
 * needs Redis, too, and writes nothing.
 */
export const KILLED_ELSEWHERE: readonly string[][] = [
  ['serve'],
  ['demo'],
  ['masks', 'pull'],
  ['queue', 'start'],
  ['queue', 'status'],
  ['worker'],
];
