/** `attack`: feature attacks of chosen pairs, as pictures. */
import { type Command, Option } from 'commander';
import type { DeviceName } from '../../inference/index.js';
import { type AttackSummary, drawAttacks, readDiscovery } from '../../project/index.js';
import { ATTACK_PRESETS, type AttackPreset, DEFAULT_ATTACK_PRESET } from '../../stages/discovery/index.js';
import { formatQuantity } from '../../words/index.js';
import { addClassOptions, type ClassOptions, chooseClass } from '../class-options.js';
import { addHandler } from '../run-command.js';
import { createAttackStepsOption, createDeviceOption, createFeatureOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

interface AttackOptions extends ClassOptions {
  feature?: number;
  preset: AttackPreset;
  steps?: number;
  device: DeviceName;
}

export function addAttackCommand(program: Command): void {
  const attack = program
    .command('attack')
    .description(
      'Change the top images of pairs so that their feature fires more and more, to see what it wants.',
    )
    .addOption(createFeatureOption())
    .addOption(
      new Option(
        '--preset <name>',
        'how far: until the feature is strong and the picture still recognisable, or as in the paper',
      )
        .choices([...ATTACK_PRESETS])
        .default(DEFAULT_ATTACK_PRESET),
    )
    .addOption(createAttackStepsOption())
    .addOption(createDeviceOption())
    .addHelpText(
      'after',
      `
Examples:
  spuriosity attack --class gondola
  spuriosity attack --class gondola --feature 59 --preset paper

Attacks that are there already, and went as far, are kept; \`report\` shows those that are there.`,
    );
  addClassOptions(attack);
  addHandler<AttackOptions>(attack, (terminal, options) =>
    withProject(options, async (project) => {
      const discovery = await readDiscovery(project);
      const wanted = chooseClass(terminal, project.readDataset(), options);
      const places = [...discovery.pairs.keys()].filter((place) => {
        const pair = discovery.pairs[place]!;
        const isOfClass = wanted === undefined || pair.classIndex === wanted;
        return isOfClass && (options.feature === undefined || pair.feature === options.feature);
      });
      const { preset, steps, device } = options;
      const summary = await drawAttacks(
        project,
        discovery,
        places,
        { preset, steps, device },
        terminal.observer,
      );
      printAttackSummary(terminal, summary);
      terminal.print(`Pictures: ${project.layout.visuals}`);
      return { document: summary };
    }),
  );
}

/** Says how many features rose, and by how much. */
export function printAttackSummary(terminal: Terminal, summary: AttackSummary): void {
  if (summary.attackedCount === 0) {
    terminal.print(`Attacks of ${formatQuantity(summary.pairCount, 'pair')}: nothing to do.`);
    return;
  }
  terminal.print(
    `${formatQuantity(summary.attackedCount, 'image')} of ${formatQuantity(summary.pairCount, 'pair')} attacked; the feature rose on ${summary.raisedCount}` +
      `${summary.medianRise === null ? '' : `, ${summary.medianRise.toFixed(1)} times in the median`}.`,
  );
}
