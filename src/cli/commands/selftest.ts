/** `selftest`: known cues planted into a copy of a part of the user's data, and what the program sees of them. */
import type { Command } from 'commander';
import { UsageError } from '../../base/errors.js';
import { CONTROL_CUE, PLANTED_CUES, type PlantedCue } from '../../planting/index.js';
import {
  chooseWorkspaceFolder,
  DEFAULT_SELF_TEST_OPTIONS,
  LEAST_SELF_TEST_IMAGES,
  runSelfTest,
  type SelfTestOptions,
  toSelfTestFolder,
} from '../../project/index.js';
import type { SelfTest } from '../../records/selftest/selftest.js';
import { describePlantedIn, SELF_TEST_HEADINGS, toSelfTestCells } from '../../words/index.js';
import { parseWholeNumber, toDecimal } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { addReaderOptions, type ReaderOptions, toDatasetOptions } from './dataset.js';
import { addEncoderOptions, type EncoderOptions, toExtractOptions } from './features.js';

type SelfTestCommandOptions = Omit<ReaderOptions, 'images'> &
  EncoderOptions & { cues: string; correlation: string; classes?: string; images: number; keep: boolean };

export function addSelfTestCommand(program: Command): void {
  const defaults = DEFAULT_SELF_TEST_OPTIONS;
  const selftest = program
    .command('selftest')
    .argument('<data>', 'folder, manifest or tar shards with labelled images; they are only read')
    .description(
      'Plant known cues into a copy of a part of your data, and say which of them this encoder and the program see.',
    )
    .option(
      '--cues <names>',
      `what to plant, of ${PLANTED_CUES.join(', ')}, and ${CONTROL_CUE} (the control: no pixel changes)`,
      defaults.cues.join(','),
    )
    .option(
      '--correlation <shares>',
      'shares of the first class’s training images with the cue, each above 0.5 and up to 1',
      defaults.correlations.join(','),
    )
    .option(
      '--classes <a,b>',
      'the class that usually carries the cue, and another (default: the two with the most images)',
    )
    .option(
      '--images <n>',
      'images of each class, over all splits',
      parseWholeNumber(LEAST_SELF_TEST_IMAGES),
      defaults.imageCount,
    )
    .option('--keep', 'keep the planted pictures and their workspaces', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity selftest photos                                       eight cues at 95%
  spuriosity selftest photos --cues border,blur --correlation 0.95,0.8
  spuriosity selftest photos --classes goose,albatross --images 400 --encoder mine
  spuriosity selftest photos --cues nothing                        the control: what it reports is chance

Results: <workspace>/selftest/selftest.html, .csv and .json. Stopping it loses no finished study; the same command goes on.`,
    );
  addEncoderOptions(addReaderOptions(selftest, { needsImages: true }));
  addHandler<SelfTestCommandOptions>(selftest, async (terminal, options, data) => {
    const chosen = toSelfTestOptions(options);
    const workspace = options.workspace ?? chooseWorkspaceFolder(data!);
    const reading = await toDatasetOptions({ ...options, images: true });
    const folder = toSelfTestFolder(workspace);
    const result = await runSelfTest(data!, folder, reading, chosen, terminal.observer);
    const { writeSelfTestPage } = await import('../../report/index.js');
    const page = await writeSelfTestPage(folder, result);
    printSelfTest(terminal, result, page);
    return { document: result };
  });
}

function printSelfTest(terminal: Terminal, result: SelfTest, page: string): void {
  const [first] = result.studies;
  if (first !== undefined)
    terminal.print(`Planted in ${describePlantedIn(first)}; encoder ${result.encoder}.\n`);
  terminal.table(SELF_TEST_HEADINGS, result.studies.map(toSelfTestCells));
  terminal.print('');
  for (const sentence of result.sentences) terminal.print(sentence);
  terminal.print('');
  for (const { sentence } of result.studies) terminal.print(sentence);
  terminal.print(`\nPage: ${page}`);
}

/** Throws the UsageErrors `selftest-cue`, `selftest-correlation`, `selftest-classes`. */
function toSelfTestOptions(options: SelfTestCommandOptions): SelfTestOptions {
  return {
    cues: splitTexts(options.cues).map(parseCue),
    correlations: splitTexts(options.correlation).map(parseCorrelation),
    classes: options.classes === undefined ? null : parseClasses(options.classes),
    imageCount: options.images,
    seed: options.seed,
    extract: toExtractOptions(options),
    keep: options.keep,
  };
}

function splitTexts(text: string): string[] {
  return [...new Set(text.split(',').map((part) => part.trim()))];
}

function parseCue(text: string): PlantedCue {
  const known: readonly PlantedCue[] = [...PLANTED_CUES, CONTROL_CUE];
  const cue = known.find((name) => name === text);
  if (cue !== undefined) return cue;
  throw new UsageError('selftest-cue', {
    what: `--cues names ${JSON.stringify(text)}, which is no cue.`,
    next: `Name some of ${known.join(', ')}, separated by commas.`,
  });
}

function parseCorrelation(text: string): number {
  const share = toDecimal(text);
  if (share > 0.5 && share <= 1) return share;
  throw new UsageError('selftest-correlation', {
    what: `--correlation ${text} is no share above 0.5 and up to 1.`,
    why: 'At one half the cue tells nothing of the class.',
    next: 'Give shares such as 0.95,0.8.',
  });
}

function parseClasses(text: string): [string, string] {
  const [first, second, ...more] = splitTexts(text);
  if (first !== undefined && second !== undefined && more.length === 0) return [first, second];
  throw new UsageError('selftest-classes', {
    what: `--classes ${text} does not name two classes.`,
    next: 'Give two names or indices: --classes goose,albatross.',
  });
}
