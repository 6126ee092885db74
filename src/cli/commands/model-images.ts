/** `model confusion` and `model compare`: models image by image. In: names of models. Out: tables on the terminal; with --json all. */
import type { Command } from 'commander';
import { estimateShare, listClassShares, toAccuracies } from '../../figures/index.js';
import {
  compareModelsByImage,
  type ImageComparison,
  type ModelConfusion,
  measureConfusion,
  type Project,
} from '../../project/index.js';
import {
  formatGap,
  formatGroupAccuracy,
  formatP,
  formatPercent,
  formatQuantity,
  shortenName,
} from '../../words/index.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

/** Rows on the terminal; --json has them all. */
const SHOWN_ROWS = 10;

export function addModelImageCommands(model: Command): void {
  addHandler(
    model
      .command('confusion')
      .argument('<name>')
      .description('What a model takes for what; precision and recall of each class.'),
    (terminal, options, name) =>
      withProject(options, async (project) => {
        const measured = await measureConfusion(project, name!);
        printConfusion(terminal, project, measured);
        return { document: measured };
      }),
  );
  addHandler(
    model
      .command('compare')
      .argument('<first>')
      .argument('<second>')
      .description(
        'Images that only one of two models gets right, by spuriosity; "head" is the workspace’s own.',
      ),
    (terminal, options, first, second) =>
      withProject(options, async (project) => {
        const comparison = await compareModelsByImage(project, [first!, second!]);
        printComparison(terminal, project, comparison);
        return { document: toDocument(project, comparison) };
      }),
  );
}

/** Images by their paths, least spurious first; spuriosity is null where the class has no ranking. */
function toDocument(project: Project, { parting, ...comparison }: ImageComparison) {
  const { images } = project.readDataset();
  return {
    ...comparison,
    parting: parting.map(({ image, ...row }) => ({ image: images[image]!.path, ...row })),
  };
}

function printConfusion(
  terminal: Terminal,
  project: Project,
  { model, split, confusion }: ModelConfusion,
): void {
  const { classes } = project.readDataset();
  const nameOf = (classIndex: number) => shortenName(classes[classIndex]!.displayName);
  const { rightCount, imageCount, mistakes } = confusion;
  const { share, interval } = estimateShare(rightCount, imageCount);
  terminal.print(
    `${model} on the split ${split}: ${formatGroupAccuracy(share, interval && { interval, imageCount }, 1)} right.`,
  );
  terminal.print('\nMost frequent mistakes:');
  terminal.table(
    ['labelled', 'taken for', 'images'],
    mistakes
      .slice(0, SHOWN_ROWS)
      .map((mistake) => [nameOf(mistake.label), nameOf(mistake.predicted), mistake.imageCount]),
  );
  terminal.print('\nClasses that are recognised worst, with 95% intervals:');
  const worst = listClassShares(confusion)
    .filter(({ recall }) => recall.share !== null)
    .sort((a, b) => a.recall.share! - b.recall.share!)
    .slice(0, SHOWN_ROWS);
  terminal.table(
    ['class', 'recall', 'precision'],
    worst.map(({ classIndex, recall, precision }) => [
      nameOf(classIndex),
      formatEstimate(recall),
      formatEstimate(precision),
    ]),
  );
}

function formatEstimate({ share, interval, imageCount }: ReturnType<typeof estimateShare>): string {
  return formatGroupAccuracy(share, interval && { interval, imageCount });
}

function printComparison(
  terminal: Terminal,
  project: Project,
  { models, split, paired, parting }: ImageComparison,
): void {
  const { images } = project.readDataset();
  const [first, second] = toAccuracies(paired).map((accuracy) => formatPercent(accuracy, 1));
  const { counts, difference, low, high, pValue } = paired;
  terminal.print(
    `On ${formatQuantity(paired.imageCount, 'image')} of the split ${split}, ${models[0]} is right about ${first}, ${models[1]} about ${second}: ` +
      `${formatGap(difference, { low, high })}, ${formatP(pValue)} (McNemar’s exact test).`,
  );
  terminal.print(
    `Only ${models[0]} is right about ${formatQuantity(counts['only-first'], 'image')}, only ${models[1]} about ${formatQuantity(counts['only-second'], 'image')}.`,
  );
  if (parting.length === 0) return;
  const isRanked = !Number.isNaN(parting[0]!.spuriosity);
  terminal.print(`\n${isRanked ? 'The least spurious' : 'Some'} of these images:`);
  terminal.table(
    ['image', 'right'],
    parting
      .slice(0, SHOWN_ROWS)
      .map(({ image, outcome }) => [images[image]!.path, models[outcome === 'only-first' ? 0 : 1]]),
  );
}
