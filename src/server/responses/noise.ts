/**
 * Images that may be mislabelled, and what people decided about them.
 * In: the engine. Out: `NoiseResponse`. Flags follow the rule of `noise`; they are computed once per change.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { LabelDecision, NoiseFlag, NoiseResponse } from '../../protocol/index.js';
import type { ClassRanking, LabelNoiseFlag } from '../../records/bias.js';
import type { LabelDecision as LabelDecisionRecord } from '../../records/judgement.js';
import { isNegativeGap, meanGap } from '../../stages/bias/index.js';
import { flagLabelNoise } from '../../stages/cleaning/index.js';
import { explainNoGaps } from './models.js';

/** Flags by the derived numbers that they follow from. */
const FLAGS = new WeakMap<LiveProject['derived'], { revision: number; flags: LabelNoiseFlag[] }>();

export async function buildNoiseResponse(live: LiveProject): Promise<NoiseResponse> {
  const { images } = live.facts.dataset;
  const decisions = new Map(
    live.project.database.readLabelDecisions().map((decision) => [decision.image, decision]),
  );
  const flags = (await readFlags(live)).map((flag) => toNoiseFlag(live, flag, decisions));
  const flagged = new Set(flags.map(({ path }) => path));
  const others = [...decisions.keys()].filter((path) => !flagged.has(path));
  const indexOfPath = others.length === 0 ? null : new Map(images.map(({ path, index }) => [path, index]));
  return {
    flags,
    otherDecisions: others.flatMap((path) => {
      const image = indexOfPath?.get(path);
      const decision = toDecision(decisions.get(path));
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

/** As `findNoise`, looking only at the classes whose images can be flagged. */
async function computeFlags(live: LiveProject): Promise<LabelNoiseFlag[]> {
  const model = live.models[0];
  const classes = listNegativeClasses(live);
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

function listNegativeClasses({ derived }: LiveProject): number[] {
  return derived.listSpuriousClasses().filter((classIndex) => {
    const gaps = derived.listGaps(classIndex).flatMap((gap) => gap ?? []);
    return gaps.length > 0 && isNegativeGap(meanGap(gaps));
  });
}

function toNoiseFlag(
  live: LiveProject,
  { image, classIndex, spuriosity, suspectedClassIndex }: LabelNoiseFlag,
  decisions: ReadonlyMap<string, LabelDecisionRecord>,
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
    decision: toDecision(decisions.get(path)),
  };
}

function toDecision(decision: LabelDecisionRecord | undefined): LabelDecision | null {
  if (decision === undefined || decision.choice === null) return null;
  const { choice, newClassIndex, decidedBy, decidedAt } = decision;
  return { decision: choice, newClassIndex, decidedBy, decidedAt };
}

function explainNoFlags(live: LiveProject): string {
  return listNegativeClasses(live).length === 0
    ? 'No class has a negative gap, so spurious cues mislead nowhere and nothing is suspicious.'
    : 'The most spurious images of the classes with a negative gap are all predicted as they are labelled.';
}
