/** Which pictures a person judges a pair by, row by row. In: a task or pair. Out: rows with addresses and words. Draws nothing. */
import {
  type AnnotationTask,
  type ExampleImage,
  PICTURES,
  type ShownStyle,
} from '../../../../src/protocol/index.js';
import { STYLE_WORDS } from './heatmap-style.js';
import type { LightboxPicture } from './lightbox.js';

const SCALE_HINT =
  'All heatmaps of a pair have one scale: full strength is the most that its strongest images show.';

/** What there is to look at: a task, a pair. */
export interface EvidenceSource extends Pick<AnnotationTask, 'feature' | 'top' | 'bottom'> {
  /** @default true */
  hasAttacks?: boolean;
}

/** How a person wants to see it. */
export interface EvidenceLook {
  style: ShownStyle;
  /** Share of the way from the image to the attacked one. */
  strength: number;
}

/** A row of pictures; `images` are what they are made of, in the same order. */
export interface EvidenceRow {
  id: 'images' | 'heatmaps' | 'attacks' | 'lowest' | 'lowest-heatmaps';
  title: string;
  /** What to look for, in few words. */
  cue: string;
  /** What the pictures are. */
  hint: string;
  images: readonly ExampleImage[];
  pictures: readonly LightboxPicture[];
  /** The server makes them when asked. */
  isDrawn: boolean;
  /** Each image's activation stands below its picture. */
  isNumbered: boolean;
}

/**
 * The top images with heatmaps and attacks below them, then the lowest ones with heatmaps at the same scale; rows without pictures are left out.
 * Long: row by row, in the order in which they are seen.
 */
export function listEvidence(
  source: EvidenceSource,
  hasEncoder: boolean,
  { style, strength }: EvidenceLook,
): EvidenceRow[] {
  const { feature, top } = source;
  const { cue, hint } = STYLE_WORDS[style];
  const bottom = source.bottom.slice(0, top.length);
  const rows: EvidenceRow[] = [
    {
      id: 'images',
      isDrawn: false,
      isNumbered: true,
      title: 'Strongest images',
      cue: 'What do they share?',
      hint: 'The training images of the class in which the attribute is strongest.',
      images: top,
      pictures: top.map(({ image, activation }, place) => ({
        title: 'Image',
        activation,
        src: PICTURES.image(image),
        alt: `Strongest image ${place + 1} of ${top.length}`,
      })),
    },
    {
      id: 'heatmaps',
      isDrawn: true,
      isNumbered: false,
      title: 'Highlighted',
      cue,
      hint: `${hint} ${SCALE_HINT}`,
      images: top,
      pictures: top.map((example, place) =>
        toHeatmap(example, feature, style, `Heatmap of image ${place + 1}`),
      ),
    },
    {
      id: 'attacks',
      isDrawn: true,
      isNumbered: false,
      title: 'Made stronger',
      cue: 'What grew?',
      hint: 'The same images, changed so that the attribute grows while the picture can still be recognised. What appears or stands out more is the attribute: a help where the heatmap covers two things.',
      images: top,
      pictures: top.map((example, place) => toAttack(example, feature, strength, place)),
    },
    {
      id: 'lowest',
      isDrawn: false,
      isNumbered: true,
      title: 'Weakest images',
      cue: 'What do they lack?',
      hint: 'The training images of the class with least of the attribute.',
      images: bottom,
      pictures: bottom.map(({ image, activation }, place) => ({
        title: 'Image',
        activation,
        src: PICTURES.image(image),
        alt: `Weakest image ${place + 1} of ${bottom.length}`,
      })),
    },
    {
      id: 'lowest-heatmaps',
      isDrawn: true,
      isNumbered: false,
      title: 'Highlighted, same scale',
      cue: 'Is it there at all?',
      hint: `${SCALE_HINT} Where the attribute is missing, nothing stands out.`,
      images: bottom,
      pictures: bottom.map((example, place) =>
        toHeatmap(example, feature, style, `Heatmap of weakest image ${place + 1}`),
      ),
    },
  ];
  return rows.filter(
    ({ id, isDrawn, pictures }) =>
      pictures.length > 0 && (hasEncoder || !isDrawn) && (id !== 'attacks' || source.hasAttacks !== false),
  );
}

/** The pictures that belong to one image: of a strongest image all three, of a weakest one itself and its heatmap. */
export function listOfImage(rows: readonly EvidenceRow[], id: EvidenceRow['id'], column: number) {
  const isLowest = (one: EvidenceRow['id']) => one.startsWith('lowest');
  const together = rows.filter((row) => isLowest(row.id) === isLowest(id));
  return together.flatMap(({ pictures }) => pictures[column] ?? []);
}

/** Addresses of what the server draws for it: heatmaps, strongest images first, then attacks. */
export function listDrawn(source: EvidenceSource, style: ShownStyle): string[] {
  const { feature, top, bottom, hasAttacks = true } = source;
  return [
    ...[...top, ...bottom.slice(0, top.length)].map(({ image }) => PICTURES.heatmap(image, feature, style)),
    ...(hasAttacks ? top.map(({ image }) => PICTURES.attack(image, feature)) : []),
  ];
}

function toHeatmap(
  { image, activation }: ExampleImage,
  feature: number,
  style: ShownStyle,
  alt: string,
): LightboxPicture {
  return {
    title: 'Highlighted',
    activation,
    src: PICTURES.heatmap(image, feature, style),
    alt,
    waitingNote: 'Being drawn …',
  };
}

function toAttack(
  { image }: ExampleImage,
  feature: number,
  strength: number,
  place: number,
): LightboxPicture {
  return {
    title: 'Made stronger',
    src: PICTURES.attack(image, feature),
    alt: `Image ${place + 1} with the attribute made stronger`,
    through: { src: PICTURES.image(image), share: strength },
    waitingNote: 'Being drawn …',
  };
}
