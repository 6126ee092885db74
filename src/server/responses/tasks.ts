/**
 * Tasks for people: a pair with what is needed to judge it, or its panels of heatmaps. Holds nobody's answers but the person's own.
 * In: the engine, a pair, a person. Out: `AnnotationTask`, `ValidationTask`. Chooses no pair.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { AnnotationTask, ValidationTask } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import type { PanelVariant } from '../../records/judgement.js';
import { chooseValidationPanels } from '../../stages/annotation/index.js';
import { buildExamples, buildSamples, readTrainingActivations } from './examples.js';

const PANEL_NAMES = {
  lowest: ['highest', 'next', 'lowest'],
  random: ['highest', 'random', 'random'],
} as const;

/** Throws `class-unknown`, `feature-unknown`. */
export async function buildAnnotationTask(
  live: LiveProject,
  pair: Pair,
  workerId: string,
): Promise<AnnotationTask> {
  const { classIndex, feature } = pair;
  const training = await readTrainingActivations(live, pair);
  const own = live.project.database.readPairAnswers(pair).find((answer) => answer.workerId === workerId);
  return {
    classIndex,
    feature,
    rank: live.derived.findImportant(pair)?.rank ?? 0,
    ...buildExamples(live, pair, training),
    samples: buildSamples(live, classIndex),
    mine: own === undefined ? null : { main: own.main, confidence: own.confidence, reasons: own.reasons },
  };
}

/** Null where the class has too few training images for the panels. */
export async function buildValidationTask(
  live: LiveProject,
  pair: Pair,
  variant: PanelVariant,
): Promise<ValidationTask | null> {
  const { images, values } = await readTrainingActivations(live, pair);
  const chosen = chooseValidationPanels(pair, images, values, { variant });
  if (chosen === null) return null;
  const activationOf = new Map(images.map((image, place) => [image, values[place]!]));
  return {
    classIndex: pair.classIndex,
    feature: pair.feature,
    panels: chosen.panels.map((panel, place) => ({
      name: PANEL_NAMES[variant][place]!,
      images: panel.map((image) => ({
        image,
        path: live.facts.dataset.images[image]!.path,
        activation: activationOf.get(image)!,
      })),
    })),
  };
}
