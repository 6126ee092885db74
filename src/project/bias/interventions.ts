/**
 * Interventions on disk: every model that can be run, on its most spurious images with the cue weakened.
 * In: rankings and verdicts as they are. Out: `interventions.json`, which keeps what was measured, class by class; what no longer
 * holds is measured anew. Stopping it loses at most the classes of one round.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { WEAKENINGS } from '../../imaging/index.js';
import { openEncoder } from '../../inference/index.js';
import type { ClassRanking } from '../../records/bias.js';
import { type InterventionEntry, interventionsSchema } from '../../records/intervention.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import { formatRecord, readOptionalRecord, writeFileAtomic } from '../../storage/index.js';
import { canDrawVisuals } from '../discovery/index.js';
import { computeHeadHash, readUsableHeads } from '../features/index.js';
import { readMaps } from '../pictures/index.js';
import { type Project, readVerdicts } from '../workspace/index.js';
import { type ChangedPredictions, predictChangedImages } from './changed-predictions.js';
import {
  type ClassIntervention,
  listChanges,
  type PlannedChange,
  planInterventions,
  type Treatment,
} from './intervention-plan.js';

/** Classes that are run and then stored together. */
const CLASSES_PER_ROUND = 16;

export interface InterventionOptions {
  /** Images of either end of a class's ranking. */
  k: number;
}

/** What holds of the rankings as they are now, for every model that can be run; classes not measured yet are missing. */
export async function readInterventions(
  project: Project,
  rankings: readonly ClassRanking[],
  { k }: InterventionOptions,
): Promise<InterventionEntry[]> {
  const entries = await readEntries(project);
  if (entries.length === 0) return [];
  const classes = planInterventions(rankings, readVerdicts(project), k);
  const keys = new Set(listKeys(classes, await readBasis(project)).map(({ key }) => key));
  return entries.filter(({ key }) => keys.has(key));
}

/** Measures what is missing, and returns all. Throws `no-encoder` and what reading images throws. */
export async function measureInterventions(
  project: Project,
  rankings: readonly ClassRanking[],
  { k }: InterventionOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<InterventionEntry[]> {
  const classes = planInterventions(rankings, readVerdicts(project), k);
  const keyed = listKeys(classes, await readBasis(project));
  const wanted = new Set(keyed.map(({ key }) => key));
  let entries = (await readEntries(project)).filter(({ key }) => wanted.has(key));
  const known = new Set(entries.map(({ key }) => key));
  const missing = new Set(keyed.filter(({ key }) => !known.has(key)).map(({ classIndex }) => classIndex));
  const todo = classes.filter(({ classIndex }) => missing.has(classIndex));
  for (let start = 0; start < todo.length; start += CLASSES_PER_ROUND) {
    const round = todo.slice(start, start + CLASSES_PER_ROUND);
    const measured = await runRound(project, round, keyed, observer);
    const renewed = new Set(measured.map(({ key }) => key));
    entries = [...entries.filter(({ key }) => !renewed.has(key)), ...measured];
    await writeFileAtomic(toInterventionsPath(project), formatRecord({ entries }));
  }
  return entries;
}

/** Images that `interveneWherePossible` runs at most through every model. */
const AFFORDABLE_IMAGES = 6000;
/** Runs per image of either end: untouched, each way of weakening in two places, and two put in. */
const TREATED_IMAGES = 1 + 2 * WEAKENINGS.length + 2;

/**
 * The same as a part of other work: left out where there are no pictures or no network, or where it would take more than
 * `AFFORDABLE_IMAGES` through every model. Says how many images there are, and whether they were measured.
 */
export async function interveneWherePossible(
  project: Project,
  rankings: readonly ClassRanking[],
  options: InterventionOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<{ imageCount: number; isMeasured: boolean }> {
  if (!(await canDrawVisuals(project))) return { imageCount: 0, isMeasured: false };
  const classes = planInterventions(rankings, readVerdicts(project), options.k);
  const imageCount = classes.reduce((sum, { top }) => sum + top.length * TREATED_IMAGES, 0);
  if (imageCount > AFFORDABLE_IMAGES) return { imageCount, isMeasured: false };
  await measureInterventions(project, rankings, options, observer);
  return { imageCount, isMeasured: true };
}

/** Every image of the classes' ends under every treatment, through every model. */
async function runRound(
  project: Project,
  classes: readonly ClassIntervention[],
  keys: readonly EntryKey[],
  observer: Observer,
): Promise<InterventionEntry[]> {
  const requests = classes.flatMap(({ top, spurious, core }) =>
    top.map((row) => ({ row, features: [...spurious, ...core] })),
  );
  const maps = new Map<number, Map<number, FrameMap>>();
  await readMaps(
    project,
    requests,
    (image) => void maps.set(image.row, image.maps),
    { masks: false },
    observer,
  );
  const planned = classes.map((one) => listChanges(one, maps));
  const changes = planned.flatMap((one) => one.changes);
  const predictions = await predictChangedImages(project, changes, observer);
  return predictions.flatMap((one) =>
    classes.map(({ classIndex }, place) => ({
      key: keys.find((key) => key.model === one.model && key.classIndex === classIndex)!.key,
      model: one.model,
      classIndex,
      overlap: planned[place]!.overlap,
      ...toOutcomes(changes, one, classIndex),
    })),
  );
}

/** Per treatment and image the share of its ways under which the model is right; an image that could not be read counts as wrong in all. */
function toOutcomes(
  changes: readonly PlannedChange[],
  { labels }: ChangedPredictions,
  classIndex: number,
): Record<Treatment, number[]> {
  const toShares = (treatment: Treatment): number[] => {
    const right: number[] = [];
    const count: number[] = [];
    for (const [n, change] of changes.entries()) {
      if (change.classIndex !== classIndex || change.treatment !== treatment) continue;
      right[change.place] = (right[change.place] ?? 0) + Number(labels[n] === classIndex);
      count[change.place] = (count[change.place] ?? 0) + 1;
    }
    return right.map((sum, place) => sum / count[place]!);
  };
  return {
    untouched: toShares('untouched'),
    cue: toShares('cue'),
    control: toShares('control'),
    pasted: toShares('pasted'),
    pastedControl: toShares('pastedControl'),
  };
}

interface EntryKey {
  key: string;
  model: string;
  classIndex: number;
}

/** All that the outcomes rest on, apart from the class. */
interface Basis {
  features: string | undefined;
  models: { name: string; hash: string }[];
}

async function readBasis(project: Project): Promise<Basis> {
  const { features } = await project.readManifest();
  const heads = await readUsableHeads(project);
  const models = heads.map(({ name, head }) => ({ name, hash: computeHeadHash(head) }));
  for (const { name, kind } of project.database.readModels()) {
    if (kind === 'onnx') {
      const { card } = await openEncoder(join(project.layout.models, name));
      models.push({ name, hash: JSON.stringify(card) });
    }
  }
  return { features: features?.fingerprint, models };
}

function listKeys(classes: readonly ClassIntervention[], { features, models }: Basis): EntryKey[] {
  return classes.flatMap((one) =>
    models.map(({ name, hash }) => ({
      key: createHash('sha256')
        .update(JSON.stringify([features, hash, WEAKENINGS, one]))
        .digest('hex'),
      model: name,
      classIndex: one.classIndex,
    })),
  );
}

/** What is stored; nothing where the file is absent, or damaged, which is noted. */
async function readEntries(project: Project): Promise<InterventionEntry[]> {
  const stored = await readOptionalRecord(toInterventionsPath(project), interventionsSchema, (damage) =>
    project.noteDamage(
      damage,
      'what models made of weakened cues counts as not measured; `spuriosity gap --interventions` measures it anew',
    ),
  );
  return stored?.entries ?? [];
}

/** Where interventions are kept. */
export function toInterventionsPath(project: Project): string {
  return join(project.folder, 'interventions.json');
}
