/** The settings of a mitigation as people read them. In: settings. Out: names and values, one setting a line. */
import type { MitigationSettings } from './recipes.js';

export function formatSettings(settings: MitigationSettings): { name: string; value: string }[] {
  const { recipe, imagesPerClass, anchors, optimizer, batchSize, schedule, k, trials, seed } = settings;
  const share = imagesPerClass === 'share' ? 'a share of each class' : String(imagesPerClass);
  const rows: [string, string][] = [
    ['preset', recipe],
    ['images per class', share],
    ['anchors', anchors ? 'equally many random images of the other classes' : 'none'],
    ['optimizer', `${optimizer.kind.toUpperCase()}, learning rate ${optimizer.learningRate}`],
    ['batch', `${batchSize} images`],
    ['length', schedule.kind === 'passes' ? `${schedule.epochs} epochs` : `about ${schedule.steps} steps`],
    ['k', String(k)],
    ['trials of each baseline', String(trials)],
    ['seed', String(seed)],
  ];
  return rows.map(([name, value]) => ({ name, value }));
}
