/** `run`: every stage, from images to the report; `demo` does the same on images of its own. */
import type { Command } from 'commander';
import { StageError } from '../../base/errors.js';
import {
  type AttackSummary,
  annotateAutomatically,
  type BiasReport,
  chooseWorkspaceFolder,
  type DatasetSummary,
  discoverProject,
  drawAttacksWherePossible,
  extractProject,
  initProject,
  interveneWherePossible,
  type MitigateReport,
  measureBias,
  mitigateProject,
  type Project,
  readDiscovery,
  readVerdicts,
  writeResultTables,
} from '../../project/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { ReportSummary } from '../../report/index.js';
import { formatPercent, formatPoints, formatQuantity, shortenName } from '../../words/index.js';
import { addHandler, type CommandResult } from '../run-command.js';
import { createEndsOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { warnOfSetAside } from '../workspace-option.js';
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
import { printBias, toBiasDocument } from './gap/bias.js';
import { printMitigation, toMitigationDocument } from './mitigation.js';
import { addServerOptions, type ServeOptions, serveWorkspace } from './serve.js';

/** What the stages are told. */
export type StageOptions = ReaderOptions & EncoderOptions & DiscoveryOptions & { k: number };
type RunOptions = StageOptions & ServeOptions & { serve: boolean };

/** Pairs whose feature attacks a run draws: some twenty runs forwards and back for each of five images. */
const ATTACKED_PAIRS = 8;
/** Spurious pairs named at the end of a run. */
const SHOWN_PAIRS = 8;

export function addRunCommand(program: Command): void {
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
  run.addOption(createEndsOption()).option('--serve', 'open the app on the results', false);
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

/** Everything after `init`; closes the project. A data set without any spurious feature ends early, and says so. */
export async function runStages(
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
    warnOfSetAside(terminal, project);
    const annotated = await annotateAutomatically(project, undefined, observer);
    printAnnotateSummary(terminal, annotated);
    const measured =
      annotated.spuriousCount === 0 ? null : await measureAndRepair(terminal, project, options);
    if (measured === null) {
      terminal.print(
        `No feature was judged spurious, so there is nothing to rank by, no gap and nothing to repair${project.readDataset().groupColumns.length > 0 ? ' against; `spuriosity mitigate` can repair by the known groups' : ''}.`,
      );
    }
    terminal.title('Report');
    const { writeReport } = await import('../../report/index.js');
    const report = await writeReport(project, { k: options.k, writtenOn: new Date() }, observer);
    printConclusion(terminal, project, measured?.mitigation ?? null, report);
    return {
      document: { dataset, extracted, discovered, annotated, ...measured?.document, report: report.path },
      skippedCount: extracted.skippedCount,
    };
  } finally {
    project.close();
  }
}

/** The third witness of the gaps that follow, where it is affordable. */
async function intervene(terminal: Terminal, project: Project, { k }: StageOptions): Promise<void> {
  terminal.title('Interventions');
  const { rankings } = await measureBias(project, { k });
  const { imageCount, isMeasured } = await interveneWherePossible(
    project,
    rankings,
    { k },
    terminal.observer,
  );
  terminal.print(
    isMeasured
      ? `The cue weakened, and put in elsewhere, in ${formatQuantity(imageCount, 'picture')}.`
      : 'Left out; `spuriosity gap --interventions` weakens the cues in the pictures, however many there are.',
  );
}

async function measureAndRepair(terminal: Terminal, project: Project, options: StageOptions) {
  await intervene(terminal, project, options);
  terminal.title('Rankings');
  const tables = await writeResultTables(project, { k: options.k });
  const { rankings, report: bias } = tables;
  for (const { split, imageCount, classCount } of rankings) {
    terminal.print(`${split}: ${imageCount} images of ${classCount} classes ranked by spuriosity.`);
  }
  terminal.title('Spurious gaps');
  printBias(terminal, project, tables);
  terminal.title('Feature attacks');
  const attacks = await attackStrongest(terminal, project, bias);
  terminal.title('Mitigation');
  const mitigation = await mitigateWherePossible(terminal, project, options);
  return {
    document: {
      rankings,
      ...toBiasDocument(tables, project.readDataset().classes),
      attacks,
      mitigation: mitigation === null ? null : toMitigationDocument(mitigation),
    },
    mitigation,
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

/** How surely a verdict says spurious, 0..1; people's first. */
function toStrength({ probability, score }: Verdict): number {
  return probability ?? score ?? 1;
}

function printConclusion(
  terminal: Terminal,
  project: Project,
  mitigation: MitigateReport | null,
  report: ReportSummary,
): void {
  const { classes } = project.readDataset();
  const spurious = readVerdicts(project).filter(({ verdict }) => verdict === 'spurious');
  const strongest = [...spurious].sort((a, b) => toStrength(b) - toStrength(a)).slice(0, SHOWN_PAIRS);
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
  if (mitigation !== null) terminal.print(`\n${describeRepair(mitigation)}`);
  terminal.print(`\nTables:   ${project.layout.results}`);
  terminal.print(`Heatmaps: ${project.layout.visuals}`);
  terminal.print(`Report:   ${report.path}`);
  if (report.figures !== null) terminal.print(`Figures:  ${report.figures.folder}`);
}

/** Gap and accuracy of the recommended method; a repair that did not hold is not presented as one. */
function describeRepair({ recommendation: { method, measured, isBorneOut } }: MitigateReport): string {
  if (measured === null || !isBorneOut)
    return 'No repair is recommended; the reason stands under Mitigation above.';
  const { before, after } = measured;
  return (
    `Spurious gap: ${formatPoints(before.gap, 1)} before, ${formatPoints(after.gap, 1)} after ${method}; ` +
    `accuracy on the images that measure ${formatPercent(before.accuracy)} before, ${formatPercent(after.accuracy)} after.`
  );
}
