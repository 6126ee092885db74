/** The settings of a mitigation as people read them. In: settings. Out: names and values, one setting a line. */
import { formatPlainPoints } from '../../words/index.js';
import type { MitigationSettings } from './recipes.js';

/** How many images of each class are tuned on, where their number follows from the data. */
export const SHARE_TITLES = {
  share: 'a share of each class (about 8%, 10 to 100 images)',
  quarter: 'a quarter of the smallest class from each class',
} as const;

/** One row per setting, in the order in which people ask for them. */
export function formatSettings(settings: MitigationSettings): { name: string; value: string }[] {
  const { recipe, imagesPerClass, anchors, optimizer, batchSize, schedule, k, trials, seed } = settings;
  const rows: [string, string][] = [
    ['recipe', recipe],
    [
      'images per class',
      typeof imagesPerClass === 'number' ? String(imagesPerClass) : SHARE_TITLES[imagesPerClass],
    ],
    ['anchors', anchors ? 'equally many random images of the other classes' : 'none'],
    ['optimizer', `${optimizer.kind.toUpperCase()}, learning rate ${optimizer.learningRate}`],
    ['batch', `${batchSize} images`],
    ['length', schedule.kind === 'passes' ? `${schedule.epochs} epochs` : `about ${schedule.steps} steps`],
    ['ends when', formatStop(settings)],
    ['k', String(k)],
    ['trials of each method', String(trials)],
    ['accuracy that a recommended method may cost', formatPlainPoints(settings.maxAccuracyCost, 1)],
    ['seed', String(seed)],
  ];
  return rows.map(([name, value]) => ({ name, value }));
}

/** When tuning ends, as part of a sentence. */
export function formatStop({ stopBy, stopGap }: Pick<MitigationSettings, 'stopBy' | 'stopGap'>): string {
  if (stopBy === 'worst-group')
    return 'its steps are used up; the epoch with the best worst known group is taken';
  const measure = stopBy === 'gap' ? 'the mean gap' : 'the mean size of the gaps';
  return stopGap === 'half' ? `${measure} has halved` : `${measure} is below ${stopGap * 100} points`;
}
