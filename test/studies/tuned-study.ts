/**
 * A small workspace with pictures whose head was tuned, and the example that counts what an exported model gets right.
 * Some test images are labelled against their colours, so that accuracy is not 100%; some have sizes that make resizing and cutting
 * matter.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { openProject, type Project } from '../../src/project/index.js';
import { runWell } from '../command.js';
import { drawClasses, drawPicture } from '../pictures.js';
import { copyWorkspace } from '../servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from './pictured-study.js';

const CHECK = fileURLToPath(new URL('../../examples/check-exported-model/check.js', import.meta.url));

/** Files of a whole export, sorted. */
export const EXPORTED_FILES = [
  'README.md',
  'config.json',
  'head.npz',
  'head.safetensors',
  'model.onnx',
  'preprocessor_config.json',
];
/** A goal out of reach: tuning takes all of its steps, and the last head is the result. */
export const TUNING = [
  ...[
    '--recipe',
    'paper',
    '--images-per-class',
    '4',
    '--learning-rate',
    '0.0001',
    '--k',
    '3',
    '--trials',
    '1',
  ],
  ...['--methods', 'low-spuriosity', '--stop-gap', '-0.99'],
];
/** Test images: what is measured. */
export const TUNED_TEST_COUNT = 22;

export interface TunedStudy extends PicturedStudy {
  /** A copy of the workspace from before tuning. */
  untuned: string;
}

export async function makeTunedStudy(): Promise<TunedStudy> {
  const more: Record<string, Buffer> = {};
  Object.assign(more, await drawClasses(['fire', 'water'], 8, 'test'));
  for (const n of [0, 1, 2]) more[`test/fire/odd-${n}.jpg`] = await drawPicture('water', 60 + n);
  for (const [n, [width, height]] of [
    [45, 31],
    [19, 64],
    [16, 17],
  ].entries()) {
    const picture = sharp(await drawPicture('water', 80 + n)).resize(width, height, { fit: 'fill' });
    more[`test/water/sized-${n}.png`] = await picture.png().toBuffer();
  }
  const study = await makePicturedStudy(more);
  const untuned = await copyWorkspace(study.workspace);
  await runWell(['mitigate', '-w', study.workspace, ...TUNING]);
  return { ...study, untuned };
}

/** The words of `export model`. */
export function exportModel(workspace: string, target: string, ...more: string[]): string[] {
  return ['export', 'model', target, '-w', workspace, ...more];
}

export interface Counted {
  images: number;
  right: number;
  accuracy: number;
  unreadable: string[];
}

/** What the example counts over a folder of labelled images, as a process of its own. */
export async function checkExported(exported: string, images: string): Promise<Counted> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHECK, exported, images, '--json']);
  return JSON.parse(stdout);
}

export function readCard(exported: string): string {
  return readFileSync(path.join(exported, 'README.md'), 'utf8');
}

/** Opens a workspace for as long as `use` takes. */
export async function withProject<T>(
  workspace: string,
  use: (project: Project) => T | Promise<T>,
): Promise<T> {
  const project = await openProject(workspace);
  try {
    return await use(project);
  } finally {
    project.close();
  }
}
