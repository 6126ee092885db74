/**
 * What the report says of several models: their study, and what corruptions cost them.
 * In: an open project, what was measured. Out: parts of `ReportData`; null where there are fewer than two models.
 */

import { compareSensitivities, listCorruptedModels } from '../../figures/index.js';
import { type Project, readModelCards, readSensitivities, toModelStudy } from '../../project/index.js';
import type { ReportData } from '../report-data.js';
import type { Measured } from './measure.js';

/** The models side by side, class by class. */
export function collectStudy(project: Project, { bias }: Measured): ReportData['study'] {
  if (bias === null || bias.models.length < 2) return null;
  const { k, split, models, comparison, rankings } = bias;
  return toModelStudy({
    split,
    k,
    models,
    cards: readModelCards(
      project,
      models.map(({ model }) => model),
    ),
    comparison,
    classes: rankings.map(({ classIndex }) => classIndex),
  });
}

/** The first corrupted model, which is the workspace's head, against the next. */
export async function collectSensitivities(project: Project): Promise<ReportData['sensitivities']> {
  const { sensitivities, outdatedCount } = await readSensitivities(project);
  const models = listCorruptedModels(sensitivities);
  const [first, second] = models;
  if (first === undefined || second === undefined) return null;
  const comparison = compareSensitivities(sensitivities, first, second);
  if (comparison.points.length === 0) return null;
  const imageCount = Math.max(...sensitivities.map((one) => one.imageCount));
  return { comparison, modelCount: models.length, imageCount, outdatedCount };
}
