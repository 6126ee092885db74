/** `demo`: the bundled data set drawn, every stage run on it, the app served where somebody watches. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_DEMO_OPTIONS } from '../../demo/index.js';
import {
  chooseWorkspaceFolder,
  DEFAULT_DISCOVER_OPTIONS,
  DEFAULT_EXTRACT_OPTIONS,
  DEFAULT_GAP_OPTIONS,
  initProject,
  writeDemoDataset,
} from '../../project/index.js';
import { parseNumberBetween, parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { type ReaderOptions, toDatasetOptions } from './dataset.js';
import { runStages } from './run.js';
import { addServerOptions, type ServeOptions, serveWorkspace } from './serve.js';

/** `serve` undefined: where somebody watches. */
type DemoOptions = ServeOptions & { seed: number; serve?: boolean; labelNoise?: number };

/** Folder that is drawn into unless another is named. */
const DEMO_FOLDER = 'mini-waterbirds';

export function addDemoCommand(program: Command): void {
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
    const { head, heatmapStyle } = DEFAULT_DISCOVER_OPTIONS;
    const result = await runStages(terminal, project, summary, {
      ...reader,
      device: 'auto',
      batch: DEFAULT_EXTRACT_OPTIONS.batchSize,
      exifOrient: false,
      intensity: 'auto',
      head: head.kind,
      recipe: head.recipe,
      correctOnly: false,
      style: heatmapStyle,
      k: DEFAULT_GAP_OPTIONS.k,
    });
    const isServed = options.serve ?? isWatched(terminal);
    terminal.print(
      isServed
        ? 'Your own photographs: in the app, on the Overview, “Your own images”; later by `spuriosity serve`, which asks for a folder.'
        : 'Your own photographs: `spuriosity serve` in another folder asks for them.',
    );
    return isServed ? serveWorkspace(terminal, workspace, options, result) : result;
  });
}

/** Whether a person sees the output: programs and CI want the command to end. */
function isWatched({ json }: Terminal): boolean {
  return !json && process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}
