/**
 * The card that goes with a repaired model: what it is, what was measured, what it rests on, how to run it, what it cannot do.
 * In: `ModelCardFacts`. Out: Markdown with front matter as the Hugging Face Hub reads it. Measures nothing.
 */

import { isReviewed, type VerdictSource } from '../../../records/annotation.js';
import { formatSettings } from '../settings-list.js';
import { isClosed } from '../tuning.js';
import { toLoading } from './loading-part.js';
import { formatTable, formatYaml, toPercent, toPoints } from './markdown.js';
import type { ModelCardFacts } from './model-card-facts.js';
import { toMitigationResults } from './results-part.js';

/** Classes named one by one; more are in config.json only. */
const LISTED_CLASSES = 60;
/** Licences that the Hub knows by a name of their own, by how licences are usually written. */
const HUB_LICENCES =
  /^(apache-2\.0|mit|bsd-3-clause|bsd-2-clause|cc0-1\.0|cc-by-4\.0|cc-by-sa-4\.0|cc-by-nc-4\.0|gpl-3\.0|agpl-3\.0)\b/i;

const SOURCE_NAMES: Readonly<Record<VerdictSource, string>> = {
  adjudicated: 'a person',
  people: 'several people',
  'object-mask': "the program, from the data set's object masks",
  'group-column': "the program, from the data set's groups",
  provisional: 'the program, provisionally',
};

/** The whole card. */
export function formatModelCard(facts: ModelCardFacts): string {
  return `${[
    formatFrontMatter(facts),
    `# ${facts.title}`,
    formatSummary(facts),
    '## What was measured',
    ...toMitigationResults(facts),
    '## What it was tuned against',
    ...formatCues(facts),
    '## How it was tuned',
    ...formatTuning(facts),
    '## Data',
    ...formatData(facts),
    '## How to run it',
    ...toLoading(facts),
    '## Limits',
    formatLimits(facts),
    `_Made by ${facts.madeBy}._`,
  ].join('\n\n')}\n`;
}

function formatFrontMatter({ title, encoder, isHeadOnly, dataSet, measured, split }: ModelCardFacts): string {
  const hasNetwork = encoder !== null && !isHeadOnly;
  const licence = encoder?.licence ?? null;
  const known = HUB_LICENCES.exec(licence ?? '')?.[1]?.toLowerCase();
  const metric = (type: string, name: string, value: number) => ({
    type,
    name,
    value: Number(value.toFixed(4)),
  });
  return `---\n${formatYaml({
    license: known ?? 'other',
    ...(known === undefined ? { license_name: licence ?? 'unknown' } : {}),
    ...(hasNetwork ? { library_name: 'onnx' } : {}),
    pipeline_tag: 'image-classification',
    tags: [...(hasNetwork ? ['onnx'] : []), 'image-classification', 'spurious-correlations', 'spuriosity'],
    'model-index': [
      {
        name: title,
        results: [
          {
            task: { type: 'image-classification' },
            dataset: {
              name: dataSet.name,
              type: 'imagefolder',
              split: split === 'val' ? 'validation' : split,
            },
            metrics: [
              metric('accuracy', 'Accuracy', measured.after.accuracy),
              metric('spurious-gap', 'Spurious gap', measured.after.gap),
            ],
          },
        ],
      },
    ],
  })}---`;
}

function formatSummary(facts: ModelCardFacts): string {
  const { dataSet, measured, settings, k } = facts;
  const { before, after } = measured;
  const target = toPoints(settings.stopGap).replace('+', '');
  return (
    `${describeModel(facts)} tuned on the images of **${dataSet.name}** that show their class without its spurious cues. ` +
    `The spurious gap (accuracy on the ${k} most minus the ${k} least spurious images of a class) went from ${toPoints(before.gap)} to ` +
    `**${toPoints(after.gap)}**, accuracy from ${toPercent(before.accuracy)} to **${toPercent(after.accuracy)}**. ` +
    `${isClosed(after.gap, settings.stopGap) ? `The gap is below the goal of ${target}.` : `**The goal of a gap below ${target} was not reached.**`}` +
    `${dataSet.isSynthetic ? ' The images are synthetic: drawn by the program, not photographs.' : ''}`
  );
}

function describeModel({ encoder, isHeadOnly, model }: ModelCardFacts): string {
  if (encoder === null) return `A linear layer (\`${model}\`) over features that were made elsewhere,`;
  return isHeadOnly
    ? `A linear layer (\`${model}\`) over features of ${encoder.title},`
    : `An image classifier: ${encoder.title}, its last layer (\`${model}\`)`;
}

function formatCues({ cues }: ModelCardFacts): string[] {
  const sources = cues.flatMap((cue) => cue.sources);
  const unreviewed = sources.filter((source) => !isReviewed({ source })).length;
  return [
    `A class's spurious features are coordinates of the encoder's features that were judged to detect something else than the class. ` +
      `${unreviewed === 0 ? 'People judged all of them.' : `**${unreviewed} of ${sources.length} were judged by the program alone and reviewed by nobody.**`}`,
    formatTable(
      ['class', 'features', 'judged by'],
      cues.map(({ className, features, sources: own }) => [
        className,
        features.join(', '),
        [...new Set(own)].map((source) => SOURCE_NAMES[source]).join('; '),
      ]),
    ),
  ];
}

function formatTuning({ settings, isOutdated }: ModelCardFacts): string[] {
  return [
    'Only the last layer was changed, from its weights before; the encoder is as it was. Tuning ends at the first measurement ' +
      `with a gap below ${toPoints(settings.stopGap).replace('+', '')}.`,
    formatTable(
      ['setting', 'value'],
      formatSettings(settings).map(({ name, value }) => [name, value]),
    ),
    ...(isOutdated
      ? [
          '**Spurious verdicts, features or the head before tuning have changed since this run;** gaps and accuracies before and after are measured by what holds now.',
        ]
      : []),
  ];
}

function formatData({ dataSet, split, measured }: ModelCardFacts): string[] {
  const { classes, imageCounts, name } = dataSet;
  const listed = classes.slice(0, LISTED_CLASSES).join('; ');
  const rest = classes.length - LISTED_CLASSES;
  return [
    `${name}: ${Object.entries(imageCounts)
      .filter(([, count]) => count > 0)
      .map(([part, count]) => `${count} ${part} images`)
      .join(
        ', ',
      )}. Tuned on images of train; measured on the ${measured.imageCount} usable images of ${split}.`,
    `${classes.length} classes, in the order of the scores: ${listed}${rest > 0 ? `; and ${rest} more` : ''}.`,
  ];
}

function formatLimits({ encoder, measured, settings, cues }: ModelCardFacts): string {
  const limits = [
    'The gap that ended tuning and the gap reported are measured on the same images: the latter is slightly optimistic.',
    'Intervals cover other images of the same kind; they take the rankings, the classes and this one run as given.',
    `Only the cues listed above were tuned against, in ${cues.length} of the classes. Others may remain.`,
    ...(measured.after.accuracy < measured.before.accuracy
      ? [
          'Accuracy on images like those of the data set fell: where cue and class go together as often as there, this model is the worse one.',
        ]
      : []),
    ...(settings.anchors
      ? []
      : ['Tuned without images of the other classes, which the layer may have unlearnt.']),
    ...(encoder === null
      ? []
      : [`The encoder's own origin and licence hold on. ${encoder.provenance} Licence: ${encoder.licence}.`]),
  ];
  return limits.map((limit) => `- ${limit}`).join('\n');
}
