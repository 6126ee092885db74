/**
 * Feature attacks of a workspace's pairs, as pictures beside the heatmaps.
 * In: pairs. Out: `attack-<n>.jpg` in each pair's folder. Attacks take many runs forwards and back per image, so they are made for the
 * pairs asked for, once, and kept; `attack.json` beside them says how far they went.
 */
import { rm } from 'node:fs/promises';
import { ModelError, StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { encodeJpeg } from '../../imaging/index.js';
import type { OpenedEncoder } from '../../inference/index.js';
import type { Discovery } from '../../records/discovery.js';
import type { AttackStrength } from '../../stages/discovery/index.js';
import { readOptionalFile, toStorageError } from '../../storage/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import { readPairColumns } from '../features/index.js';
import { fileExists, listPairVisuals, type PairVisuals, writePicture } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import {
  ATTACK_BATCH_SIZE,
  type AttackOptions,
  type AttackTarget,
  attackImages,
  chooseStrength,
  openAttackSession,
} from './attack-images.js';

export interface AttackSummary {
  /** Pairs whose attacks are there now. */
  pairCount: number;
  /** Images attacked by this call; the others were there. */
  attackedCount: number;
  /** How many of these raised their feature. */
  raisedCount: number;
  /** Median over these of the activation after over the activation before; null without any. */
  medianRise: number | null;
}

interface AttackJob extends AttackTarget {
  path: string;
}

/** Draws the attacks that are missing for the given pairs, or went another distance. */
export async function drawAttacks(
  project: Project,
  { pairs, exemplars }: Discovery,
  places: readonly number[],
  options: AttackOptions = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<AttackSummary> {
  const encoder = await openProjectEncoder(project);
  if (encoder === null) {
    throw new StageError('no-encoder', {
      status: 404,
      what: 'The features of this workspace were imported, so there is no network to attack.',
      next: 'Extract features with an encoder first.',
    });
  }
  const { readActivations } = await readPairColumns(
    project,
    places.map((place) => pairs[place]!),
  );
  const jobs: AttackJob[] = [];
  for (const place of places) {
    const { top, feature } = exemplars[place]!;
    const visuals = listPairVisuals(project, exemplars[place]!, pairs[place]!.rank);
    await prepareFolder(visuals, chooseStrength(encoder, options));
    const strongest = readActivations(pairs[place]!, top.slice(0, 1))[0] ?? 0;
    for (const [n, row] of top.entries()) {
      const path = visuals.attacks[n]!;
      if (!(await fileExists(path))) jobs.push({ row, feature, strongest, path });
    }
  }
  const rises = jobs.length === 0 ? [] : await runJobs(project, encoder, jobs, options, observer);
  const sorted = [...rises].sort((a, b) => a - b);
  return {
    pairCount: places.length,
    attackedCount: rises.length,
    raisedCount: rises.filter((rise) => rise > 1).length,
    medianRise: sorted[Math.floor(sorted.length / 2)] ?? null,
  };
}

/** Takes away attacks that went another distance, and says how far those go that follow. */
async function prepareFolder({ attacks, strength }: PairVisuals, wanted: AttackStrength): Promise<void> {
  const text = JSON.stringify(wanted);
  const kept = await readOptionalFile(strength);
  if (kept !== null && Buffer.from(kept).toString() === text) return;
  try {
    for (const path of attacks) await rm(path, { force: true });
  } catch (error) {
    throw toStorageError(error, `Clearing the attacks beside ${strength} failed`);
  }
  await writePicture(strength, Buffer.from(text));
}

/** Attacks and draws; returns by how much each feature rose, as a factor. */
async function runJobs(
  project: Project,
  encoder: OpenedEncoder,
  jobs: readonly AttackJob[],
  options: AttackOptions,
  observer: Observer,
): Promise<number[]> {
  const { session } = await openAttackSession(encoder, { device: options.device, signal: observer.signal });
  const rises: number[] = [];
  try {
    for (let from = 0; from < jobs.length; from += ATTACK_BATCH_SIZE) {
      const batch = jobs.slice(from, from + ATTACK_BATCH_SIZE);
      const attacked = await attackImages(project, encoder, session, batch, options, observer, (moving) => {
        const done = from + batch.length - moving;
        observer.progress({ task: 'attacking features', done, total: jobs.length, unit: 'images' });
      });
      for (const [n, { picture, before, after }] of attacked.entries()) {
        await writePicture(batch[n]!.path, await encodeJpeg(picture));
        rises.push(after / Math.max(before, Number.EPSILON));
      }
    }
    return rises;
  } finally {
    await session.close();
  }
}

/** As `drawAttacks`; a network that cannot be differentiated is noted, and null returned, because attacks are not all there is. */
export async function drawAttacksWherePossible(
  ...[project, discovery, places, options, observer = SILENT_OBSERVER]: Parameters<typeof drawAttacks>
): Promise<AttackSummary | null> {
  try {
    return await drawAttacks(project, discovery, places, options, observer);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    observer.warn(`Feature attacks were left out. ${error.message}`);
    return null;
  }
}

/** The first `count` pairs by importance: what `discover` attacks when nobody names a pair. */
export function chooseImportantPairs({ pairs }: Discovery, count: number): number[] {
  return [...pairs.keys()]
    .sort((a, b) => pairs[b]!.importance - pairs[a]!.importance || a - b)
    .slice(0, count);
}
