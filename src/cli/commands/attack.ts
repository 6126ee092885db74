/** `attack`: feature attacks of chosen pairs, as pictures. */
import { type Command, Option } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../inference/index.js';
import { type AttackSummary, drawAttacks, findClass, readDiscovery } from '../../project/index.js';
import { DEFAULT_ATTACK_STEPS } from '../../stages/discovery/index.js';
import { formatCount } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

interface AttackOptions {
  class?: string;
  feature?: number;
  steps: number;
  device: DeviceName;
}

export function addAttackCommand(program: Command): void {
  const attack = program
    .command('attack')
    .description(
      'Change the top images of pairs so that their feature fires more and more, to see what it wants.',
    )
    .option('--class <name>', 'only pairs of this class, by index or name (default: all)')
    .option('--feature <i>', 'only pairs of this feature', parseWholeNumber(0))
    .option('--steps <n>', 'steps of the attack', parseWholeNumber(1), DEFAULT_ATTACK_STEPS)
    .addOption(
      new Option('--device <name>', 'where the network runs').choices([...DEVICE_NAMES]).default('auto'),
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity attack --class gondola
  spuriosity attack --class gondola --feature 59

Attacks that are there already are kept; \`report\` shows those that are there.`,
    );
  addHandler<AttackOptions>(attack, (terminal, options) =>
    withProject(options, async (project) => {
      const discovery = await readDiscovery(project);
      const wanted =
        options.class === undefined ? null : findClass(project.readDataset(), options.class).index;
      const places = [...discovery.pairs.keys()].filter((place) => {
        const pair = discovery.pairs[place]!;
        const isOfClass = wanted === null || pair.classIndex === wanted;
        return isOfClass && (options.feature === undefined || pair.feature === options.feature);
      });
      const { steps, device } = options;
      const summary = await drawAttacks(project, discovery, places, { steps, device }, terminal.observer);
      printAttackSummary(terminal, summary);
      terminal.print(`Pictures: ${project.layout.visuals}`);
      return { document: summary };
    }),
  );
}

/** Says how many features rose, and by how much. */
export function printAttackSummary(terminal: Terminal, summary: AttackSummary): void {
  if (summary.attackedCount === 0) {
    terminal.print(`Attacks of ${formatCount(summary.pairCount, 'pair')}: nothing to do.`);
    return;
  }
  terminal.print(
    `${formatCount(summary.attackedCount, 'image')} of ${formatCount(summary.pairCount, 'pair')} attacked; the feature rose on ${summary.raisedCount}` +
      `${summary.medianRise === null ? '' : `, ${summary.medianRise.toFixed(1)} times in the median`}.`,
  );
}
