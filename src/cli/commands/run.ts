/** `run` and `demo`: every stage, from images to the report. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StageError } from '../../base/errors.js';
import { DEFAULT_DEMO_OPTIONS } from '../../imaging/scenes/index.js';
import {
  type AttackSummary,
  annotateAutomatically,
  type BiasReport,
  chooseWorkspaceFolder,
  type DatasetSummary,
  DEFAULT_DISCOVER_OPTIONS,
  DEFAULT_EXTRACT_OPTIONS,
  DEFAULT_GAP_OPTIONS,
  discoverProject,
  drawAttacksWherePossible,
  extractProject,
  findNoise,
  initProject,
  measureBias,
  measureDetails,
  mitigateProject,
  type Project,
  readDiscovery,
  readVerdicts,
  writeAnnotations,
  writeBias,
  writeDemoDataset,
  writeGroups,
  writeNoise,
  writeRankings,
} from '../../project/index.js';
import type { MitigationTrial } from '../../records/bias.js';
import type { ReportSummary } from '../../report/index.js';
import { formatPercent, formatPoints, shortenName } from '../format.js';
import { addHandler, type CommandResult, parseNumberBetween, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { printAnnotateSummary } from './annotation.js';
import { printAttackSummary } from './attack.js';
import { addReaderOptions, printDatasetSummary, type ReaderOptions, toDatasetOptions } from './dataset.js';
import {
  addDiscoveryOptions,
  type DiscoveryOptions,
  printDiscoverSummary,
  toDiscoverOptions,
} from './discovery.js';
import { addEncoderOptions, type EncoderOptions, printExtractSummary, toExtractOptions } from './features.js';
import { printBias, toBiasDocument } from './gap.js';
import { printMitigation, toMitigationDocument } from './mitigation.js';
import { addServerOptions, type ServeOptions, serveWorkspace } from './serve.js';

type StageOptions = ReaderOptions & EncoderOptions & DiscoveryOptions & { k: number };
type RunOptions = StageOptions & ServeOptions & { serve: boolean };
/** `serve` undefined: where somebody watches. */
type DemoOptions = ServeOptions & { seed: number; serve?: boolean; labelNoise?: number };

/** Folder that `demo` draws into unless another is named. */
const DEMO_FOLDER = 'mini-waterbirds';
/** Pairs whose feature attacks a run draws: a hundred runs forwards and back for each of five images. */
const ATTACKED_PAIRS = 8;
/** Spurious pairs named at the end of a run. */
const SHOWN_PAIRS = 8;

export function addRunCommands(program: Command): void {
  addDemoCommand(program);
  const run = program
    .command('run')
    .argument('<data>', 'folder, manifest or tar shards with labelled images')
    .description(
      'Every stage on your data: images, features, spurious cues, rankings, gaps, mitigation, report.',
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity run photos                   photos/<split>/<class>/* or photos/<class>/*
  spuriosity run waterbirds --format waterbirds -w study.spuriosity

Stopping it loses no finished part; the same command goes on.`,
    );
  addDiscoveryOptions(addEncoderOptions(addReaderOptions(run)));
  run
    .option('--k <n>', 'images at either end of the gap', parseWholeNumber(1), DEFAULT_GAP_OPTIONS.k)
    .option('--serve', 'open the app on the results', false);
  addServerOptions(run);
  addHandler<RunOptions>(run, async (terminal, options, data) => {
    const folder = options.workspace ?? chooseWorkspaceFolder(data!);
    terminal.title('Data set');
    const { project, summary } = await initProject(
      data!,
      folder,
      await toDatasetOptions(options),
      terminal.observer,
    );
    const result = await runStages(terminal, project, summary, options);
    return options.serve ? serveWorkspace(terminal, folder, options, result) : result;
  });
}

function addDemoCommand(program: Command): void {
  const demo = program
    .command('demo')
    .argument('[folder]', `where to draw the demo data set (default: ${DEMO_FOLDER})`)
    .description('Draw the bundled demo data set and run every stage on it.')
    .option('--serve', 'serve the app at the end (default: where the output is a terminal)')
    .option('--no-serve', 'stop before serving the app')
    .option('--seed <n>', 'seed of everything random', parseWholeNumber(0), 0)
    .option(
      '--label-noise <share>',
      'file this share of the images under a wrong class; the column true_label keeps the right one (default: none)',
      parseNumberBetween(0, 1),
    )
    .addHelpText('after', '\nExamples:\n  spuriosity demo\n  spuriosity demo noisy --label-noise 0.01');
  addServerOptions(demo);
  addHandler<DemoOptions>(demo, async (terminal, options, folder) => {
    const target = resolve(folder ?? DEMO_FOLDER);
    terminal.title('Demo data set (synthetic images, drawn by spuriosity itself)');
    const { manifestPath, imageCount, drawn } = await writeDemoDataset(
      target,
      { ...DEFAULT_DEMO_OPTIONS, labelNoiseFraction: options.labelNoise ?? 0 },
      terminal.observer,
    );
    terminal.print(`${imageCount} images ${drawn ? 'drawn' : 'found'} in ${target}`);
    const workspace = options.workspace ?? chooseWorkspaceFolder(target);
    const reader: ReaderOptions = { seed: options.seed, images: true };
    const { project, summary } = await initProject(
      manifestPath,
      workspace,
      await toDatasetOptions(reader),
      terminal.observer,
    );
    const { head } = DEFAULT_DISCOVER_OPTIONS;
    const result = await runStages(terminal, project, summary, {
      ...reader,
      device: 'auto',
      batch: DEFAULT_EXTRACT_OPTIONS.batchSize,
      exifOrient: false,
      head: head.kind,
      recipe: head.recipe,
      correctOnly: false,
      k: DEFAULT_GAP_OPTIONS.k,
    });
    const isServed = options.serve ?? isWatched(terminal);
    return isServed ? serveWorkspace(terminal, workspace, options, result) : result;
  });
}

/** Whether a person sees the output: programs and CI want the command to end. */
function isWatched({ json }: Terminal): boolean {
  return !json && process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}

/** Everything after `init`; closes the project. A data set without any spurious feature ends early, and says so. */
async function runStages(
  terminal: Terminal,
  project: Project,
  dataset: DatasetSummary,
  options: StageOptions,
): Promise<CommandResult> {
  const { observer } = terminal;
  try {
    printDatasetSummary(terminal, dataset);
    terminal.title('Features');
    const extracted = await extractProject(project, toExtractOptions(options), observer);
    printExtractSummary(terminal, extracted);
    terminal.title('Important features');
    const discovered = await discoverProject(project, toDiscoverOptions(options), observer);
    printDiscoverSummary(terminal, discovered);
    terminal.title('Annotation');
    const annotated = await annotateAutomatically(project, undefined, observer);
    await writeAnnotations(project);
    printAnnotateSummary(terminal, annotated);
    const measured =
      annotated.spuriousCount === 0 ? null : await measureAndRepair(terminal, project, options);
    if (measured === null) {
      terminal.print(
        'No feature was judged spurious, so there is nothing to rank by, no gap and nothing to repair.',
      );
    }
    terminal.title('Report');
    const { writeReport } = await import('../../report/index.js');
    const report = await writeReport(project, { k: options.k, writtenOn: new Date() }, observer);
    printConclusion(terminal, project, measured?.mitigated ?? [], report);
    return {
      document: { dataset, extracted, discovered, annotated, ...measured?.document, report: report.path },
      skippedCount: extracted.skippedCount,
    };
  } finally {
    project.close();
  }
}

async function measureAndRepair(terminal: Terminal, project: Project, options: StageOptions) {
  terminal.title('Rankings');
  const rankings = await writeRankings(project);
  for (const { split, imageCount, classCount } of rankings) {
    terminal.print(`${split}: ${imageCount} images of ${classCount} classes ranked by spuriosity.`);
  }
  terminal.title('Spurious gaps');
  const bias = await measureBias(project, { k: options.k });
  const details = await measureDetails(project, bias);
  await writeBias(project, bias, details);
  await writeGroups(project, details);
  const { classes } = project.readDataset();
  printBias(terminal, bias, classes, { details });
  await writeNoise(project, await findNoise(project, bias));
  terminal.title('Feature attacks');
  const attacks = await attackStrongest(terminal, project, bias);
  terminal.title('Mitigation');
  const mitigation = await mitigateWherePossible(terminal, project, options);
  return {
    document: {
      rankings,
      ...toBiasDocument(bias, classes),
      attacks,
      mitigation: mitigation === null ? null : toMitigationDocument(mitigation),
    },
    mitigated: mitigation?.trials ?? [],
  };
}

/**
 * Attacks the first spurious feature of each class, largest gap first, then the second ones, up to `ATTACKED_PAIRS`: the pairs that the
 * report shows first. The others are made on request.
 */
async function attackStrongest(
  terminal: Terminal,
  project: Project,
  { models }: BiasReport,
): Promise<AttackSummary | null> {
  const discovery = await readDiscovery(project);
  const spurious = new Set(
    readVerdicts(project).flatMap((one) =>
      one.verdict === 'spurious' ? `${one.classIndex}/${one.feature}` : [],
    ),
  );
  const byGap = [...models[0]!.gaps].sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap));
  const queues = byGap.map(({ classIndex }) =>
    [...discovery.pairs.keys()].filter((place) => {
      const pair = discovery.pairs[place]!;
      return pair.classIndex === classIndex && spurious.has(`${classIndex}/${pair.feature}`);
    }),
  );
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const rounds = Array.from({ length: longest }, (_, round) => queues.flatMap((queue) => queue[round] ?? []));
  const places = rounds.flat().slice(0, ATTACKED_PAIRS);
  const summary = await drawAttacksWherePossible(project, discovery, places, {}, terminal.observer);
  if (summary === null) return null;
  printAttackSummary(terminal, summary);
  terminal.print('Attacks of other pairs are made on request: `spuriosity attack --class NAME`.');
  return summary;
}

/** Small data sets may have too few images to tune on or to measure by; that is said, and the report is still written. */
async function mitigateWherePossible(terminal: Terminal, project: Project, { k, seed }: StageOptions) {
  try {
    const mitigation = await mitigateProject(project, { k, seed }, terminal.observer);
    printMitigation(terminal, mitigation);
    return mitigation;
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    terminal.observer.warn(`Mitigation was left out. ${error.message}`);
    return null;
  }
}

function printConclusion(
  terminal: Terminal,
  project: Project,
  trials: readonly MitigationTrial[],
  report: ReportSummary,
): void {
  const { classes } = project.readDataset();
  const spurious = readVerdicts(project).filter(({ verdict }) => verdict === 'spurious');
  const strongest = [...spurious].sort((a, b) => (b.score ?? 1) - (a.score ?? 1)).slice(0, SHOWN_PAIRS);
  if (strongest.length > 0) {
    terminal.print(`Most spurious pairs (${spurious.length} in all):`);
    terminal.table(
      ['class', 'feature', 'verdict from', 'why'],
      strongest.map((one) => [
        shortenName(classes[one.classIndex]!.displayName),
        one.feature,
        one.source,
        one.basis,
      ]),
    );
  }
  const repaired = trials.find(({ method }) => method === 'low-spuriosity');
  if (repaired !== undefined) {
    terminal.print(
      `\nSpurious gap: ${formatPoints(repaired.gapBefore)} before, ${formatPoints(repaired.gapAfter)} after mitigation; ` +
        `validation accuracy ${formatPercent(repaired.accuracyBefore)} before, ${formatPercent(repaired.accuracyAfter)} after.`,
    );
  }
  terminal.print(`\nTables:   ${project.layout.results}`);
  terminal.print(`Heatmaps: ${project.layout.visuals}`);
  terminal.print(`Report:   ${report.path}`);
  if (report.figures !== null) terminal.print(`Figures:  ${report.figures.folder}`);
}
