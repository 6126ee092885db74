/** Which pictures a person judges a pair by, row by row. In: a task or pair. Out: rows with addresses and words. Draws nothing. */
import { type AnnotationTask, type ExampleImage, PICTURES } from '../../../src/protocol/index.js';
import type { LightboxPicture } from './lightbox.js';

/** What there is to look at: a task, a pair. */
export type EvidenceSource = Pick<AnnotationTask, 'feature' | 'top' | 'bottom'>;

/** A row of pictures; `images` are what they are made of, in the same order. */
export interface EvidenceRow {
  id: 'images' | 'heatmaps' | 'attacks' | 'lowest';
  title: string;
  /** What to look for, in few words. */
  cue: string;
  /** What the pictures are. */
  hint: string;
  images: readonly ExampleImage[];
  pictures: readonly LightboxPicture[];
  /** The server makes them when asked. */
  isDrawn: boolean;
}

/** The top images with heatmaps and attacks below them, then the lowest ones; rows without pictures are left out. */
export function listEvidence(source: EvidenceSource, hasEncoder: boolean): EvidenceRow[] {
  const { feature, top } = source;
  const bottom = source.bottom.slice(0, top.length);
  const rows: EvidenceRow[] = [
    {
      id: 'images',
      isDrawn: false,
      title: 'Strongest images',
      cue: 'What do they share?',
      hint: 'The training images of the class in which the attribute is strongest.',
      images: top,
      pictures: top.map(({ image }, place) => ({
        title: 'Image',
        src: PICTURES.image(image),
        alt: `Strongest image ${place + 1} of ${top.length}`,
      })),
    },
    {
      id: 'heatmaps',
      isDrawn: true,
      title: 'Highlighted',
      cue: 'What is red?',
      hint: 'The same images. Red is where the attribute is, blue where it is not. Judge what is red.',
      images: top,
      pictures: top.map((example, place) => toHeatmap(example, feature, place)),
    },
    {
      id: 'attacks',
      isDrawn: true,
      title: 'Made stronger',
      cue: 'What grew?',
      hint: 'The same images, changed so that the attribute grows. What appears or stands out more is the attribute: a help where red covers two things.',
      images: top,
      pictures: top.map((example, place) => toAttack(example, feature, place)),
    },
    {
      id: 'lowest',
      isDrawn: false,
      title: 'Weakest images',
      cue: 'What do they lack?',
      hint: 'The training images of the class with least of the attribute.',
      images: bottom,
      pictures: bottom.map(({ image }, place) => ({
        title: 'Image',
        src: PICTURES.image(image),
        alt: `Weakest image ${place + 1} of ${bottom.length}`,
      })),
    },
  ];
  return rows.filter(({ isDrawn, pictures }) => pictures.length > 0 && (hasEncoder || !isDrawn));
}

/** The pictures that belong to one image: of a strongest image all three, of a weakest one itself. */
export function listOfImage(rows: readonly EvidenceRow[], id: EvidenceRow['id'], column: number) {
  const together = rows.filter((row) => (row.id === 'lowest') === (id === 'lowest'));
  return together.flatMap(({ pictures }) => pictures[column] ?? []);
}

/** Addresses of what the server draws for it: heatmaps, then attacks. */
export function listDrawn({ feature, top }: EvidenceSource): string[] {
  return [PICTURES.heatmap, PICTURES.attack].flatMap((toAddress) =>
    top.map(({ image }) => toAddress(image, feature)),
  );
}

function toHeatmap({ image }: ExampleImage, feature: number, place: number): LightboxPicture {
  return {
    title: 'Highlighted',
    src: PICTURES.heatmap(image, feature),
    alt: `Heatmap of image ${place + 1}`,
    waitingNote: 'Being drawn …',
  };
}

function toAttack({ image }: ExampleImage, feature: number, place: number): LightboxPicture {
  return {
    title: 'Made stronger',
    src: PICTURES.attack(image, feature),
    alt: `Image ${place + 1} with the attribute made stronger`,
    waitingNote: 'Being drawn …',
  };
}
