/** `mitigate`: tune the head on the least spurious images, beside two baselines; with `--sweep`, for several settings. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import { type MitigateReport, mitigateProject, sweepProject, toMitigationRows } from '../../project/index.js';
import { MITIGATION_METHODS, type MitigationMethod } from '../../records/bias.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import {
  DEFAULT_MITIGATION_METHODS,
  DEFAULT_MITIGATION_RECIPE,
  DEFAULT_STOP_GAP,
  DEFAULT_TRIALS,
  MITIGATION_RECIPE_NAMES,
  type MitigationOptions,
  type MitigationRecipeName,
} from '../../stages/mitigation/index.js';
import { formatPercent, formatPoints } from '../format.js';
import { addHandler, parseNumberBetween, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';
import { parseSweep, printSweep, SWEPT_OPTIONS, toSweepDocument } from './mitigation-sweep.js';

interface MitigateOptions {
  model?: string;
  recipe: MitigationRecipeName;
  imagesPerClass?: number;
  learningRate?: number;
  trials: number;
  k: number;
  stopGap: number;
  anchors: boolean;
  methods?: string;
  seed: number;
  sweep?: string[];
}

export function addMitigationCommands(program: Command): void {
  const command = program
    .command('mitigate')
    .description('Tune the head on the least spurious images of each class until its gap is closed.')
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
    .option('--k <n>', 'images at either end of the gap', parseWholeNumber(1), DEFAULT_K)
    .option(
      '--stop-gap <share>',
      'stop once the validation gap is below this',
      parseNumberBetween(-1, 1),
      DEFAULT_STOP_GAP,
    )
    .option('--trials <n>', 'trials of each baseline', parseWholeNumber(1), DEFAULT_TRIALS)
    .option(
      '--methods <names>',
      `of ${MITIGATION_METHODS.join(', ')}, separated by commas (default: ${DEFAULT_MITIGATION_METHODS.join(', ')})`,
    )
    .option('--no-anchors', 'do not add images of the classes without a spurious feature')
    .option('--seed <n>', 'seed of batches and baselines', parseWholeNumber(0), 0)
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
  spuriosity mitigate --recipe paper --methods low-spuriosity
  spuriosity mitigate --methods low-spuriosity,group-balanced
  spuriosity mitigate --sweep images-per-class=10,20,50 --sweep stop-gap
  spuriosity export model repaired      the repaired model, to run elsewhere

A network added with --onnx has its own last layer tuned on its own features, by the workspace's rankings.
group-balanced takes as many images of every known group of a class (deep feature reweighting); it needs a group column.`,
    );
  addHandler<MitigateOptions>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const settings = toSettings(options);
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
    // Anchors belong to the recipe; the option only takes them away.
    anchors: options.anchors ? undefined : false,
    methods: parseMethods(options.methods),
    seed: options.seed,
  };
}

/** What --json prints: the table's rows under its columns' names, and the settings. */
export function toMitigationDocument({ settings, trials }: MitigateReport) {
  return {
    settings,
    trials: toMitigationRows(trials).map((row, place) => ({ ...row, curve: trials[place]!.curve })),
  };
}

/** A line per method: means over its trials. */
export function printMitigation(terminal: Terminal, { trials }: MitigateReport): void {
  const methods = MITIGATION_METHODS.filter((method) => trials.some((trial) => trial.method === method));
  terminal.table(
    ['tuned on', 'trials', 'gap before', 'gap after', 'accuracy before', 'accuracy after', 'epochs'],
    methods.map((method) => {
      const own = trials.filter((trial) => trial.method === method);
      const mean = (value: (trial: (typeof own)[number]) => number) =>
        own.reduce((sum, trial) => sum + value(trial), 0) / own.length;
      return [
        method,
        own.length,
        formatPoints(mean(({ gapBefore }) => gapBefore)),
        formatPoints(mean(({ gapAfter }) => gapAfter)),
        formatPercent(mean(({ accuracyBefore }) => accuracyBefore)),
        formatPercent(mean(({ accuracyAfter }) => accuracyAfter)),
        mean(({ epochs }) => epochs).toFixed(0),
      ];
    }),
  );
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
