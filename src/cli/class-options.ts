/** `--class` and `--labels-are`: a class by its name or its index, for all commands that take one. Texts enter, indices leave. */
import { type Command, Option } from 'commander';
import { findClass } from '../project/index.js';
import type { Dataset } from '../records/dataset.js';
import { LABEL_READINGS, type LabelReading } from '../stages/dataset/index.js';
import type { Terminal } from './terminal.js';

/** The option `--labels-are`; `what` says which texts it is about. */
export function createLabelsOption(what: string): Option {
  return new Option(
    '--labels-are <how>',
    `what ${what} are: names of classes or indices (default: found out; names go first)`,
  ).choices([...LABEL_READINGS]);
}

/** What commands with a class have among their options. */
export interface ClassOptions {
  class?: string;
  labelsAre?: LabelReading;
}

/** Adds `--class`, whose sense `what` says, and `--labels-are`. */
export function addClassOptions(
  command: Command,
  what = 'only pairs of this class, by index or name (default: all)',
): Command {
  return command.option('--class <name>', what).addOption(createLabelsOption('--class'));
}

/** Index of the class that was asked for; undefined for none. Throws `class-unknown`. */
export function chooseClass(
  { observer }: Terminal,
  dataset: Pick<Dataset, 'classes'>,
  { class: text, labelsAre }: ClassOptions,
): number | undefined {
  return text === undefined ? undefined : findClass(dataset, text, { labelsAre, observer }).index;
}
