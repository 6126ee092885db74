/**
 * The card that goes with a repaired model: what it is, what was measured, what it rests on, how to run it, what it cannot do.
 * In: `ModelCardFacts`. Out: Markdown with front matter as the Hugging Face Hub reads it. Measures nothing.
 */

import { isReviewed } from '../../../records/annotation.js';
import { escapeMarkdown, formatMarkdownTable, SOURCE_TITLES } from '../../../words/index.js';
import { formatSettings, formatStop } from '../settings-list.js';
import { toLoading } from './loading-part.js';
import { formatYaml, toCode, toPercent, toPoints } from './markdown.js';
import type { ModelCardFacts } from './model-card-facts.js';
import { toMitigationResults } from './results-part.js';

/** Classes named one by one; more are in config.json only. */
const LISTED_CLASSES = 60;
/** Licences that the Hub knows by a name of their own, by how licences are usually written. */
const HUB_LICENCES =
  /^(apache-2\.0|mit|bsd-3-clause|bsd-2-clause|cc0-1\.0|cc-by-4\.0|cc-by-sa-4\.0|cc-by-nc-4\.0|gpl-3\.0|agpl-3\.0)\b/i;

/** The whole card. */
export function formatModelCard(facts: ModelCardFacts): string {
  return `${[
    formatFrontMatter(facts),
    `# ${escapeMarkdown(facts.title)}`,
    formatSummary(facts),
    '## What was measured',
    ...toMitigationResults(facts),
    '## What it was tuned against',
    ...formatCues(facts),
    '## How it was repaired',
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
              ...(measured.classes.length === 0
                ? []
                : [metric('spurious-gap', 'Spurious gap', measured.after.gap)]),
            ],
          },
        ],
      },
    ],
  })}---`;
}

function formatSummary(facts: ModelCardFacts): string {
  const { dataSet, measured, k, recommendation } = facts;
  const { before, after } = measured;
  const isRanked = measured.classes.length > 0;
  return (
    `${describeModel(facts)} repaired ${isRanked ? 'against the spurious cues' : 'by the known groups'} of **${escapeMarkdown(dataSet.name)}** by the method \`${facts.method}\` of several. ` +
    `${
      isRanked
        ? `The spurious gap (accuracy on the ${k} most minus the ${k} least spurious images of a class) went from ${toPoints(before.gap)} to **${toPoints(after.gap)}**`
        : `Accuracy of the worst known group went from ${toPercent(before.worstGroup ?? Number.NaN)} to **${toPercent(after.worstGroup ?? Number.NaN)}**`
    }, accuracy from ${toPercent(before.accuracy)} to **${toPercent(after.accuracy)}**. ` +
    `${recommendation.method === facts.method && recommendation.isBorneOut ? 'This repair was the recommended one.' : '**This repair is not recommended: see below.**'}` +
    `${dataSet.isSynthetic ? ' The images are synthetic: drawn by the program, not photographs.' : ''}`
  );
}

function describeModel({ encoder, isHeadOnly, model }: ModelCardFacts): string {
  if (encoder === null) return `A linear layer (${toCode(model)}) over features that were made elsewhere,`;
  const title = escapeMarkdown(encoder.title);
  return isHeadOnly
    ? `A linear layer (${toCode(model)}) over features of ${title},`
    : `An image classifier: ${title}, its last layer (${toCode(model)})`;
}

function formatCues({ cues }: ModelCardFacts): string[] {
  if (cues.length === 0) {
    return [
      'No feature was judged spurious and no image ranked: the repair balances the known groups of the data set, and no gap was measured.',
    ];
  }
  const sources = cues.flatMap((cue) => cue.sources);
  const unreviewed = sources.filter((source) => !isReviewed({ source })).length;
  return [
    `A class's spurious features are coordinates of the encoder's features that were judged to detect something else than the class. ` +
      `${unreviewed === 0 ? 'People judged all of them.' : `**${unreviewed} of ${sources.length} were judged by the program alone and reviewed by nobody.**`}`,
    formatMarkdownTable(
      ['class', 'features', 'verdicts'],
      cues.map(({ className, features, sources: own }) => [
        escapeMarkdown(className),
        features.join(', '),
        [...new Set(own)].map((source) => SOURCE_TITLES[source]).join('; '),
      ]),
    ),
  ];
}

function formatTuning({ settings, isOutdated, method, note }: ModelCardFacts): string[] {
  return [
    `Only the last layer was changed; the encoder is as it was. Method \`${method}\`: ${note}. Methods that tune end when ${formatStop(settings)}, on images that do not measure.`,
    formatMarkdownTable(
      ['setting', 'value'],
      formatSettings(settings).map(({ name, value }) => [name, escapeMarkdown(value)]),
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
  const listed = classes.slice(0, LISTED_CLASSES).map(escapeMarkdown).join('; ');
  const rest = classes.length - LISTED_CLASSES;
  return [
    `${escapeMarkdown(name)}: ${Object.entries(imageCounts)
      .filter(([, count]) => count > 0)
      .map(([part, count]) => `${count} ${part} images`)
      .join(
        ', ',
      )}. Measured on ${measured.imageCount} usable images of ${split}${measured.measuredOn === 'val-half' ? ': the half of them that neither stopped nor chose anything' : ''}.`,
    `${classes.length} classes, in the order of the scores: ${listed}${rest > 0 ? `; and ${rest} more` : ''}.`,
  ];
}

function formatLimits({ encoder, measured, settings, cues }: ModelCardFacts): string {
  const limits = [
    measured.measuredOn === 'val'
      ? 'There are too few validation images for halves: those that ended tuning and chose measure as well, and flatter the result.'
      : 'The images measured on neither ended tuning nor chose anything, but they are of the same kind: other places and cameras may differ.',
    'Intervals cover other images of the same kind; they take the rankings, the classes and this one run as given.',
    cues.length === 0
      ? 'Only the known groups were repaired for. Other cues may remain.'
      : `Only the cues listed above were tuned against, in ${cues.length} of the classes. Others may remain.`,
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
      : [
          `The encoder's own origin and licence hold on. ${escapeMarkdown(encoder.provenance)} Licence: ${escapeMarkdown(encoder.licence)}.`,
        ]),
  ];
  return limits.map((limit) => `- ${limit}`).join('\n');
}
