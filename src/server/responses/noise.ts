/**
 * Images that may be mislabelled, and what people decided about them.
 * In: the engine. Out: `NoiseResponse`. Flags follow the rule of `noise`; they are computed once per change.
 */
import { readHandFlags, readImageMarks } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { LabelDecisionEntry, NoiseFlag, NoiseResponse } from '../../protocol/index.js';
import type { ClassRanking, LabelNoiseFlag } from '../../records/bias.js';
import type { LabelDecision } from '../../records/judgement.js';
import {
  flagLabelNoise,
  isMisleading,
  listNegativeGaps,
  type NegativeGap,
} from '../../stages/cleaning/index.js';
import { explainNoGaps } from './models.js';

/** Flags by the derived numbers that they follow from. */
const FLAGS = new WeakMap<LiveProject['derived'], { revision: number; flags: LabelNoiseFlag[] }>();
/**
 * Flags that a blind view sent before, by image. They stay in the queue: whoever works through it judges pairs in between, which moves
 * rankings and gaps, and would lose images without having decided about them. Those of the whole are kept in the database (rule W89),
 * where no blind view looks.
 */
const SENT = new WeakMap<LiveProject, Map<number, LabelNoiseFlag>>();

export async function buildNoiseResponse(live: LiveProject): Promise<NoiseResponse> {
  const { images } = live.facts.dataset;
  const person = live.onlyOf?.person;
  const held = readImageMarks(live.project, person).decisions;
  const decisions = new Map(held.map((decision) => [decision.image, decision]));
  const handFlags = new Map(
    readHandFlags(live.project, person).map(({ image, ...flag }) => [image, flag] as const),
  );
  const indexOfPath = new Map(images.map(({ path, index }) => [path, index]));
  const standing = await readFlags(live);
  const toFlag = (flag: ProgramFlag, isStanding: boolean) =>
    toNoiseFlag(live, flag, { decisions, handFlags }, isStanding);
  const flags = [
    ...standing.map((flag) => toFlag(flag, true)),
    ...keepSent(live, standing, indexOfPath).map((flag) => toFlag(flag, false)),
  ];
  const known = new Set(flags.map(({ path }) => path));
  for (const [path, { classIndex }] of handFlags) {
    const image = indexOfPath.get(path);
    if (image === undefined || known.has(path) || images[image]!.classIndex !== classIndex) continue;
    known.add(path);
    flags.push(toFlag({ image, classIndex, spuriosity: null, suspectedClassIndex: null }, true));
  }
  return {
    flags,
    otherDecisions: [...decisions.values()].flatMap(({ image: path, ...given }) => {
      const image = indexOfPath.get(path);
      const decision = toDecisionEntry(given);
      if (image === undefined || known.has(path) || decision === null) return [];
      return { image, path, classIndex: images[image]!.classIndex, decision };
    }),
    reason: flags.length > 0 ? null : (explainNoGaps(live) ?? explainNoFlags(live)),
    collisions: [...live.derived.listCollisions()],
  };
}

/** A flag of the program, or one of a person alone, which has no numbers. */
type ProgramFlag = Pick<LabelNoiseFlag, 'image' | 'classIndex'> &
  Pick<NoiseFlag, 'spuriosity' | 'suspectedClassIndex'>;

/** Most spurious first. */
async function readFlags(live: LiveProject): Promise<LabelNoiseFlag[]> {
  const { revision, derived } = live;
  const known = FLAGS.get(derived);
  if (known?.revision === revision) return known.flags;
  const flags = (await computeFlags(live)).sort((a, b) => b.spuriosity - a.spuriosity || a.image - b.image);
  FLAGS.set(derived, { revision, flags });
  return flags;
}

/** Remembers what is sent now; returns what was sent before, does not stand any more, and still has the label that was doubted. */
function keepSent(
  live: LiveProject,
  standing: readonly LabelNoiseFlag[],
  indexOfPath: ReadonlyMap<string, number>,
): LabelNoiseFlag[] {
  const { images } = live.facts.dataset;
  const sent = SENT.get(live) ?? (live.onlyOf === null ? readShown(live, indexOfPath) : new Map());
  SENT.set(live, sent);
  const now = new Set(standing.map(({ image }) => image));
  const kept = [...sent.values()].filter(
    ({ image, classIndex }) => !now.has(image) && images[image]?.classIndex === classIndex,
  );
  const fresh = standing.filter(({ image, classIndex }) => sent.get(image)?.classIndex !== classIndex);
  for (const flag of standing) sent.set(flag.image, flag);
  const { database } = live.project;
  if (fresh.length > 0 && live.onlyOf === null && database.isWritable) {
    const shown = fresh.map(({ image, ...flag }) => ({ ...flag, path: images[image]!.path }));
    database.writeShownFlags(shown, new Date().toISOString());
  }
  return kept;
}

/** What was shown before the server was started. */
function readShown(live: LiveProject, indexOfPath: ReadonlyMap<string, number>): Map<number, LabelNoiseFlag> {
  return new Map(
    live.project.database.readShownFlags().flatMap(({ path, ...flag }) => {
      const image = indexOfPath.get(path);
      return image === undefined ? [] : [[image, { ...flag, image }] as const];
    }),
  );
}

/** As `findNoise`, looking only at the classes whose images can be flagged. */
async function computeFlags(live: LiveProject): Promise<LabelNoiseFlag[]> {
  const model = live.models[0];
  const classes = listNegative(live)
    .filter(isMisleading)
    .map(({ classIndex }) => classIndex);
  if (model === undefined || classes.length === 0) return [];
  const labels = new Int32Array(live.facts.dataset.images.length).fill(-1);
  const rankings: ClassRanking[] = [];
  for (const classIndex of classes) {
    for (const { split } of live.facts.splits) {
      const ranking = live.derived.rankClass(classIndex, split);
      if (ranking === null) continue;
      rankings.push(ranking);
      const predicted = await live.readClassPredictions(model, classIndex, split);
      for (const [place, image] of predicted.images.entries()) labels[image] = predicted.labels[place]!;
    }
  }
  return flagLabelNoise({
    gaps: classes.flatMap((classIndex) => live.derived.listGaps(classIndex).flatMap((gap) => gap ?? [])),
    rankings,
    predictions: { model: model.name, labels },
    collisions: live.derived.listCollisions(),
  });
}

function listNegative({ derived }: LiveProject): NegativeGap[] {
  return listNegativeGaps(
    derived
      .listSpuriousClasses()
      .flatMap((classIndex) => derived.listGaps(classIndex).flatMap((gap) => gap ?? [])),
  );
}

function toNoiseFlag(
  live: LiveProject,
  { image, classIndex, spuriosity, suspectedClassIndex }: ProgramFlag,
  people: {
    decisions: ReadonlyMap<string, LabelDecision>;
    handFlags: ReadonlyMap<string, Omit<LabelDecision, 'image'>>;
  },
  isStanding: boolean,
): NoiseFlag {
  const { path, split, location } = live.facts.dataset.images[image]!;
  const decision = people.decisions.get(path);
  const doubt = people.handFlags.get(path);
  const hasCore = live.verdicts.listOfClass(classIndex).some(({ verdict }) => verdict === 'core');
  return {
    image,
    path,
    split,
    classIndex,
    spuriosity,
    suspectedClassIndex,
    hasCrop: hasCore && live.facts.encoder !== null && location !== null,
    flaggedBy: doubt === undefined ? null : { decidedBy: doubt.decidedBy, decidedAt: doubt.decidedAt },
    decision: decision === undefined || decision.choice === 'flag' ? null : toDecisionEntry(decision),
    isStanding,
  };
}

function toDecisionEntry(decision: Omit<LabelDecision, 'image'>): LabelDecisionEntry | null {
  const { choice, newClassIndex, decidedBy, decidedAt } = decision;
  return choice === null ? null : { choice, newClassIndex, decidedBy, decidedAt };
}

function explainNoFlags(live: LiveProject): string {
  const negative = listNegative(live);
  if (negative.length === 0) {
    return 'No class has a negative gap, so spurious cues mislead nowhere and nothing is suspicious.';
  }
  return negative.some(isMisleading)
    ? 'The most spurious images of the classes with a negative gap are all predicted as they are labelled.'
    : 'No class has a gap below 0 by more than its few images may do by chance: all their 95% intervals reach 0.';
}
