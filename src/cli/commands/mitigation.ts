/** `mitigate`: repair the head by several methods and recommend one; with `--sweep`, tune it under several settings. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import { computeSpread, hasMeasuredGap } from '../../figures/index.js';
import { type MitigateReport, mitigateProject, sweepProject, toMitigationRows } from '../../project/index.js';
import {
  DEFAULT_TRIALS,
  MITIGATION_METHODS,
  MITIGATION_RECIPE_NAMES,
  type MitigationMethod,
  type MitigationRecipeName,
  type RepairMeasures,
} from '../../records/bias.js';
import {
  averageMeasures,
  DEFAULT_MAX_ACCURACY_COST,
  DEFAULT_MITIGATION_RECIPE,
  type MitigationOptions,
  type StopGap,
} from '../../stages/mitigation/index.js';
import {
  formatBarePoints,
  formatPercent,
  formatQuantity,
  formatRange,
  formatShareInterval,
  formatSignedPoints,
  METHOD_TITLES,
} from '../../words/index.js';
import { parseNumberBetween, parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import { createEndsOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { warnOfSetAside, withProject } from '../workspace-option.js';
import { parseSweep, printSweep, SWEPT_OPTIONS, toSweepDocument } from './mitigation-sweep.js';

interface MitigateOptions {
  model?: string;
  recipe: MitigationRecipeName;
  imagesPerClass?: number;
  learningRate?: number;
  trials: number;
  k: number;
  stopGap?: StopGap;
  maxAccuracyCost: number;
  anchors: boolean;
  methods?: string;
  seed: number;
  sweep?: string[];
}

export function addMitigationCommands(program: Command): void {
  const command = program
    .command('mitigate')
    .description('Repair the head against spurious cues by several methods, and recommend one.')
    .option(
      '--model <name>',
      "a head or a network added with `model add` (default: the workspace's own head)",
    )
    .addOption(
      new Option('--recipe <name>', "how to tune; paper is the authors' exact setting")
        .choices([...MITIGATION_RECIPE_NAMES])
        .default(DEFAULT_MITIGATION_RECIPE),
    )
    .option('--images-per-class <n>', 'images to tune on (default: by the recipe)', parseWholeNumber(1))
    .option('--learning-rate <r>', 'instead of the recipe’s', parseNumberBetween(0, 10))
    .addOption(createEndsOption())
    .option(
      '--stop-gap <share>',
      'tune until the mean |gap| on the stopping images is below this; half: has halved (default: by the recipe)',
      parseStopGap,
    )
    .option(
      '--max-accuracy-cost <share>',
      'accuracy that a recommended method may cost on the images that choose',
      parseNumberBetween(0, 1),
      DEFAULT_MAX_ACCURACY_COST,
    )
    .option('--trials <n>', 'trials of each method', parseWholeNumber(1), DEFAULT_TRIALS)
    .option(
      '--methods <names>',
      `of ${MITIGATION_METHODS.join(', ')} (dfr: deep feature reweighting; afr: automatic reweighting), separated by commas (default: all that can be used)`,
    )
    .option('--no-anchors', 'do not add images of the classes without a spurious feature')
    .option('--seed <n>', 'seed of halves, draws and batches', parseWholeNumber(0), 0)
    .option(
      '--sweep <option[=values]>',
      `try several values of ${SWEPT_OPTIONS.join(' or ')}, and leave the tuned head as it is; may be given twice`,
      (text: string, before: string[] = []) => [...before, text],
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity mitigate -w photos.spuriosity
  spuriosity mitigate --recipe paper --methods low-spuriosity,random,misclassified
  spuriosity mitigate --methods low-spuriosity,dfr --max-accuracy-cost 0.02
  spuriosity mitigate --sweep images-per-class=10,20,50 --sweep stop-gap
  spuriosity export model repaired      the repaired model, to run elsewhere

A network added with --onnx has its own last layer tuned on its own features, by the workspace's rankings.
Half of the validation images stop and choose, the other half (or the test split) measures.
Known groups (init --group-columns) are used by dfr, and to choose and compare; without them low and high spuriosity stand in.`,
    );
  addHandler<MitigateOptions>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const settings = toSettings(options);
      warnOfSetAside(terminal, project);
      if (options.sweep !== undefined) {
        const report = await sweepProject(project, parseSweep(options.sweep), settings, terminal.observer);
        printSweep(terminal, report, project.layout.results);
        return { document: toSweepDocument(report) };
      }
      const report = await mitigateProject(project, settings, terminal.observer);
      printMitigation(terminal, report);
      return { document: toMitigationDocument(report) };
    }),
  );
}

function toSettings(options: MitigateOptions): MitigationOptions & { model?: string } {
  return {
    model: options.model,
    recipe: options.recipe,
    imagesPerClass: options.imagesPerClass,
    learningRate: options.learningRate,
    k: options.k,
    stopGap: options.stopGap,
    trials: options.trials,
    maxAccuracyCost: options.maxAccuracyCost,
    // Anchors belong to the recipe; the option only takes them away.
    anchors: options.anchors ? undefined : false,
    methods: parseMethods(options.methods),
    seed: options.seed,
  };
}

/** What --json prints: the table's rows under its columns' names, the settings, and what is recommended. */
export function toMitigationDocument({
  settings,
  evaluation,
  methods,
  scarceClasses,
  recommendation,
  trials,
  path,
}: MitigateReport) {
  return {
    settings,
    evaluation,
    methods,
    scarce_classes: scarceClasses.map(({ classIndex, withoutCue, quarter, by }) => ({
      ...{ class_index: classIndex, without_cue: withoutCue, quarter, by },
    })),
    recommendation,
    path,
    trials: toMitigationRows(trials).map((row, place) => ({ ...row, curve: trials[place]!.curve })),
  };
}

/** What each method has to be told about images or features, beside their classes. */
const LABELS_NEEDED: Readonly<Record<MitigationMethod, string>> = {
  'low-spuriosity': 'verdicts',
  counterexamples: 'verdicts',
  dfr: 'verdicts',
  afr: 'none',
  interpolation: 'verdicts',
  muting: 'verdicts',
  random: 'none',
  misclassified: 'none',
};

/** A line for the head and for each method, means over trials; then what is recommended. */
export function printMitigation(terminal: Terminal, report: MitigateReport): void {
  const { trials, methods, evaluation, recommendation } = report;
  const [first] = trials;
  const shown = {
    hasGap: hasMeasuredGap(trials),
    hasGroups: first?.measured.before.worstGroup != null,
  };
  terminal.table(
    [
      ...['method', 'accuracy'],
      ...(shown.hasGap ? ['least\nspurious', 'most\nspurious', 'gap', 'mean\n|gap|'] : []),
      ...(shown.hasGroups ? ['worst\ngroup'] : []),
      ...['worst\nclass', 'images', 'labels', 'trials'],
    ],
    [
      toLine('head', first === undefined ? [] : [first.measured.before], shown, ['', '', '']),
      ...methods.flatMap(({ method }) => {
        const own = trials.filter((trial) => trial.method === method);
        if (own.length === 0) return [];
        const labels = method === 'dfr' && shown.hasGroups ? 'groups' : LABELS_NEEDED[method];
        const measures = own.map(({ measured }) => measured.after);
        return [
          toLine(wrapTitle(METHOD_TITLES[method]), measures, shown, [own[0]!.imageCount, labels, own.length]),
        ];
      }),
    ],
  );
  const place = { 'val-half': 'the other half', test: 'the test split', val: 'the same images' };
  terminal.print(
    `${shown.hasGap ? 'Gaps in points. ' : ''}Below a number its 95% interval. Means over trials, ± one standard deviation over them: other images may differ by more.`,
  );
  terminal.print(
    `Measured on ${formatQuantity(evaluation.measuredCount, 'image')}: ${place[evaluation.measuredOn]}${evaluation.measuredOn === 'val-half' ? ' of the validation images' : ''}; ${formatQuantity(evaluation.choosingCount, 'image')} stopped and chose.`,
  );
  for (const { method, note, state } of methods) {
    if (state !== 'repaired') terminal.print(`${METHOD_TITLES[method]}: ${note}.`);
  }
  for (const sentence of recommendation.sentences) terminal.print(sentence);
}

function toLine(
  name: string,
  measures: readonly RepairMeasures[],
  { hasGap, hasGroups }: { hasGap: boolean; hasGroups: boolean },
  more: readonly (string | number)[],
): (string | number)[] {
  if (measures.length === 0) return [name, ...more];
  const mean = averageMeasures(measures);
  const accuracies = measures.map(({ accuracy }) => accuracy);
  const spread = measures.length > 1 ? ` ± ${formatBarePoints(computeSpread(accuracies), 1)}` : '';
  return [
    name,
    formatPercent(mean.accuracy, 1) + spread,
    ...(hasGap
      ? [
          formatPercent(mean.accuracyBottom),
          formatPercent(mean.accuracyTop),
          `${formatSignedPoints(mean.gap)}\n${formatRange(mean.gapInterval)}`,
          formatBarePoints(mean.absoluteGap),
        ]
      : []),
    ...(hasGroups ? [formatWorst(mean)] : []),
    formatPercent(mean.worstClass.accuracy),
    ...more,
  ];
}

/** A long title on two lines: the table has many columns. */
function wrapTitle(title: string): string {
  return title.replace(/^(.{9,}?) /, '$1\n');
}

/** Accuracy of the worst known group and, below it, its interval. */
function formatWorst({ worstGroup, worstCell }: RepairMeasures): string {
  const interval = worstCell === null ? '' : `\n${formatShareInterval(worstCell.interval)}`;
  return `${formatPercent(worstGroup)}${interval}`;
}

function parseStopGap(text: string): StopGap {
  return text === 'half' ? text : parseNumberBetween(-1, 1)(text);
}

function parseMethods(text: string | undefined): MitigationMethod[] | undefined {
  return text?.split(',').map((name) => {
    const method = MITIGATION_METHODS.find((known) => known === name.trim());
    if (method !== undefined) return method;
    throw new UsageError('method-unknown', {
      what: `${JSON.stringify(name.trim())} is no method.`,
      next: `The methods are ${MITIGATION_METHODS.join(', ')}.`,
    });
  });
}
