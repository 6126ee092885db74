/**
 * What people do with images, one or many at once: flag, keep, relabel, exclude, tag; and the way back.
 * In: acts. Out: all of them stored, or none, and the acts that take them back. The data set itself stays as it is.
 */
import { UsageError } from '../../base/errors.js';
import type { ImageAct } from '../../protocol/index.js';
import type { ImageMarks, ImageTag, LabelDecision } from '../../records/judgement.js';
import { isTag } from '../../records/limits.js';
import { assertWorker, findImage, type OpenDataset, type Project, toNow } from '../workspace/index.js';
import { toLabelDecision } from './label-decisions.js';

export interface ActedImages {
  /** Images of which something is different now. */
  changedCount: number;
  /** What brings everything back that was changed; nothing else. */
  undo: ImageAct[];
}

/**
 * Does all of it or nothing. Images that have the class which they are to be relabelled to stay as they are: of many some may.
 * Throws `image-unknown`, `class-unknown`, `tag-malformed`, and as `decideLabel`.
 * @param isBlind whoever does it may not learn what others decided: the way back then ends at nothing decided
 */
export function actOnImages(
  project: Project,
  { acts, decidedBy }: { acts: readonly ImageAct[]; decidedBy: string },
  isBlind = false,
): ActedImages {
  assertWorker(decidedBy);
  const dataset = project.readDataset();
  const decidedAt = toNow();
  const decisions: LabelDecision[] = [];
  const tags: ImageTag[] = [];
  for (const act of acts) {
    if (act.kind === 'tag') assertTag(act.tag);
    for (const imageIndex of act.images) {
      const { path: image, classIndex } = findImage(dataset, imageIndex);
      if (act.kind === 'tag') tags.push({ image, tag: act.tag, isSet: act.isSet, decidedBy, decidedAt });
      else if (act.newClassIndex === null || act.newClassIndex !== classIndex) {
        const { choice, newClassIndex } = act;
        decisions.push(toLabelDecision(dataset, { imageIndex, choice, newClassIndex, decidedBy }, decidedAt));
      }
    }
  }
  const before = project.database.writeImageMarks({ decisions, tags });
  const shown = before.decisions.map((decision) =>
    isBlind && decision.decidedBy !== decidedBy
      ? { ...decision, choice: null, newClassIndex: null }
      : decision,
  );
  return toActed(dataset, { ...before, decisions: shown });
}

function assertTag(tag: string): void {
  if (isTag(tag)) return;
  throw new UsageError('tag-malformed', {
    what: `${JSON.stringify(tag)} is no tag.`,
    next: 'Give a word or a few, without a semicolon.',
  });
}

/** Images that stood alike before go into one act. */
function toActed({ images }: OpenDataset, before: ImageMarks): ActedImages {
  const changed = [...before.decisions, ...before.tags];
  const wanted = new Set(changed.map(({ image }) => image));
  const indexOf = new Map(images.flatMap(({ path, index }) => (wanted.has(path) ? [[path, index]] : [])));
  const undo = new Map<string, ImageAct>();
  const add = (image: string, act: ImageAct) => {
    const key = JSON.stringify(act);
    if (!undo.has(key)) undo.set(key, { ...act, images: [] });
    undo.get(key)!.images.push(indexOf.get(image)!);
  };
  for (const { image, choice, newClassIndex } of before.decisions) {
    add(image, { kind: 'decide', images: [], choice, newClassIndex });
  }
  for (const { image, tag, isSet } of before.tags) add(image, { kind: 'tag', images: [], tag, isSet });
  return { changedCount: wanted.size, undo: [...undo.values()] };
}
