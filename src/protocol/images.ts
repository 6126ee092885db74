/** What people decided about images: labels doubted or settled, tags; who and when. */
import type { SplitName } from '../records/dataset.js';
import type { LabelChoice } from '../records/judgement.js';
import type { ImageAct } from './bodies.js';
import type { LabelDecisionEntry } from './cleaning.js';

/** Everything that holds now. */
export interface ImageMarksResponse {
  /** At most one an image. */
  decisions: (LabelDecisionEntry & { image: number })[];
  /** By name. */
  tags: { tag: string; images: number[] }[];
}

/** One thing that somebody did with an image. */
export type ImageEvent = { decidedBy: string; decidedAt: string } & (
  | { kind: 'decide' /** Null: withdrawn. */; choice: LabelChoice | null; newClassIndex: number | null }
  | { kind: 'tag'; tag: string; isSet: boolean }
);

export interface ImageHistoryResponse {
  /** Oldest first. */
  events: ImageEvent[];
}

/** Other images that the encoder takes for alike, nearest first. */
export interface SimilarImagesResponse {
  images: {
    image: number;
    path: string;
    classIndex: number;
    split: SplitName;
    /** Cosine of the angle between the features, -1 to 1. */
    similarity: number;
  }[];
}

export interface ActsResponse {
  revision: number;
  /** Images of which something is different now. */
  changedCount: number;
  /** Acts that bring back what was changed. */
  undo: ImageAct[];
}
