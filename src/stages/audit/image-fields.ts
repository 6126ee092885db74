/**
 * Properties of files and names of files as fields: properties and paths in, fields out.
 * Words of the classes in paths are the label itself, and left out; text in pictures and faces are not looked for.
 */
import type { AuditField, FieldKind } from '../../records/audit/audit.js';
import type { ImageProperties } from '../../records/audit/image-properties.js';
import type { ClassRecord } from '../../records/dataset.js';
import { toCategoryField, toNumberField } from './fields.js';

type NumberOf = (image: ImageProperties) => number | null;
type TextOf = (image: ImageProperties) => string | null;

/** Degrees of a sector of hue. */
const HUE_DEGREES = 30;

const NUMBERS: readonly [name: string, kind: FieldKind, toNumber: NumberOf][] = [
  ['brightness', 'pixels', ({ brightness }) => brightness],
  ['contrast', 'pixels', ({ contrast }) => contrast],
  ['colourfulness', 'pixels', ({ colourfulness }) => colourfulness],
  ['saturation', 'pixels', ({ saturation }) => saturation],
  ['sharpness', 'pixels', ({ sharpness }) => sharpness],
  ['noise', 'pixels', ({ noise }) => noise],
  ['width', 'file', ({ width }) => width],
  ['height', 'file', ({ height }) => height],
  ['aspect', 'file', ({ width, height }) => width / height],
  ['pixels', 'file', ({ width, height }) => width * height],
  ['file_bytes', 'file', ({ fileBytes }) => fileBytes],
  ['bytes_per_pixel', 'file', ({ fileBytes, width, height }) => fileBytes / (width * height)],
  ['jpeg_quality', 'file', ({ jpegQuality }) => jpegQuality],
  ['border', 'frame', ({ border }) => border],
  ['letterbox', 'frame', ({ letterbox }) => letterbox],
];

const TEXTS: readonly [name: string, kind: FieldKind, toText: TextOf][] = [
  ['hue', 'pixels', ({ hue }) => (hue === null ? 'grey' : nameHue(hue))],
  ['size', 'file', ({ width, height }) => `${width}×${height}`],
  ['format', 'file', ({ format }) => format],
  ['mode', 'file', ({ mode }) => mode],
  ['jpeg_tables', 'file', ({ jpegTables }) => jpegTables],
  ['camera_make', 'file', ({ cameraMake }) => cameraMake],
  ['camera_model', 'file', ({ cameraModel }) => cameraModel],
  ['software', 'file', ({ software }) => software],
  ['orientation', 'file', ({ orientation }) => String(orientation)],
];

/** Words of names that are fields of their own, at most. */
const MOST_WORDS = 20;
/** Share of the images that must, and must not, have a word. */
const LEAST_WORD_SHARE = 0.01;
const LEAST_WORD_IMAGES = 5;
/** Shorter ones are pieces of random names. */
const WORD = /[a-z]{3,}/g;
const EXTENSION = /\.[a-z0-9]{1,5}$/i;
/** Folders that every data set has. */
const STRUCTURE = ['train', 'training', 'val', 'valid', 'validation', 'dev', 'test', 'testing', 'images'];

/** Fields in which images differ. */
export function listPropertyFields(images: readonly ImageProperties[]): AuditField[] {
  const fields = [
    ...NUMBERS.map(([name, kind, read]) => toNumberField(name, kind, images.map(read))),
    ...TEXTS.map(([name, kind, read]) => toCategoryField(name, kind, images.map(read))),
  ];
  return fields.filter((field) => field !== null);
}

/**
 * What names of files say beside the class: `name_pattern`, the file's name with `#` for digits and `*` for words of classes, and
 * `name:WORD` for words that some images have in name or folders.
 */
export function listNameFields(paths: readonly string[], classes: readonly ClassRecord[]): AuditField[] {
  const labels = new Set([...STRUCTURE, ...classes.flatMap(listClassWords)].map(toStem));
  const names = paths.map((path) => path.toLowerCase().replace(EXTENSION, ''));
  const patterns = names.map((name) =>
    name
      .slice(name.lastIndexOf('/') + 1)
      .replace(WORD, (word) => (labels.has(toStem(word)) ? '*' : word))
      .replace(/\d+/g, '#'),
  );
  const wordsOf = names.map((name) => new Set(name.match(WORD) ?? []));
  const counts = new Map<string, number>();
  for (const words of wordsOf) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const least = Math.max(LEAST_WORD_IMAGES, LEAST_WORD_SHARE * paths.length);
  const words = [...counts]
    .filter(([word, count]) => !labels.has(toStem(word)) && count >= least && count <= paths.length - least)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_WORDS);
  const fields = [
    toCategoryField('name_pattern', 'name', patterns),
    ...words.map(([word]) =>
      toCategoryField(
        `name:${word}`,
        'name',
        wordsOf.map((own) => (own.has(word) ? 'yes' : 'no')),
      ),
    ),
  ];
  return fields.filter((field) => field !== null);
}

/** Words of everything that a class is called. */
function listClassWords({ name, displayName, wordnetId, superCategory }: ClassRecord): string[] {
  const texts = [name, displayName, wordnetId ?? '', superCategory ?? ''];
  return texts.flatMap((text) => text.toLowerCase().match(WORD) ?? []);
}

/** "ants" and "ant" are one word. */
function toStem(word: string): string {
  return word.replace(/s$/, '');
}

function nameHue(degrees: number): string {
  const start = Math.floor(degrees / HUE_DEGREES) * HUE_DEGREES;
  return `${start}° to ${start + HUE_DEGREES}°`;
}
