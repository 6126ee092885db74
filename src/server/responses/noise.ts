/**
 * Images that may be mislabelled, and what people decided about them.
 * In: the engine. Out: `NoiseResponse`. Flags follow the rule of `noise`; they are computed once per change.
 */
import { readLabelDecisions } from '../../project/index.js';
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
 * Flags that were sent before, by image. They stay in the queue: whoever works through it judges pairs in between, which moves rankings and
 * gaps, and would lose images without having decided about them.
 */
const SENT = new WeakMap<LiveProject, Map<number, LabelNoiseFlag>>();

export async function buildNoiseResponse(live: LiveProject): Promise<NoiseResponse> {
  const { images } = live.facts.dataset;
  const decisions = new Map(
    readLabelDecisions(live.project, live.onlyOf?.person).map((decision) => [decision.image, decision]),
  );
  const standing = await readFlags(live);
  const flags = [
    ...standing.map((flag) => toNoiseFlag(live, flag, decisions, true)),
    ...keepSent(live, standing).map((flag) => toNoiseFlag(live, flag, decisions, false)),
  ];
  const flagged = new Set(flags.map(({ path }) => path));
  const others = [...decisions.keys()].filter((path) => !flagged.has(path));
  const indexOfPath = others.length === 0 ? null : new Map(images.map(({ path, index }) => [path, index]));
  return {
    flags,
    otherDecisions: others.flatMap((path) => {
      const image = indexOfPath?.get(path);
      const decision = toDecisionEntry(decisions.get(path));
      if (image === undefined || decision === null) return [];
      return { image, path, classIndex: images[image]!.classIndex, decision };
    }),
    reason: flags.length > 0 ? null : (explainNoGaps(live) ?? explainNoFlags(live)),
    collisions: [...live.derived.listCollisions()],
  };
}

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
function keepSent(live: LiveProject, standing: readonly LabelNoiseFlag[]): LabelNoiseFlag[] {
  const sent = SENT.get(live) ?? new Map<number, LabelNoiseFlag>();
  SENT.set(live, sent);
  const now = new Set(standing.map(({ image }) => image));
  const { images } = live.facts.dataset;
  const kept = [...sent.values()].filter(
    ({ image, classIndex }) => !now.has(image) && images[image]?.classIndex === classIndex,
  );
  for (const flag of standing) sent.set(flag.image, flag);
  return kept;
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
  { image, classIndex, spuriosity, suspectedClassIndex }: LabelNoiseFlag,
  decisions: ReadonlyMap<string, LabelDecision>,
  isStanding: boolean,
): NoiseFlag {
  const { path, split, location } = live.facts.dataset.images[image]!;
  const hasCore = live.verdicts.listOfClass(classIndex).some(({ verdict }) => verdict === 'core');
  return {
    image,
    path,
    split,
    classIndex,
    spuriosity,
    suspectedClassIndex,
    hasCrop: hasCore && live.facts.encoder !== null && location !== null,
    decision: toDecisionEntry(decisions.get(path)),
    isStanding,
  };
}

function toDecisionEntry(decision: LabelDecision | undefined): LabelDecisionEntry | null {
  if (decision === undefined || decision.choice === null) return null;
  const { choice, newClassIndex, decidedBy, decidedAt } = decision;
  return { choice, newClassIndex, decidedBy, decidedAt };
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
