/**
 * The command line: builds the commands, parses the arguments, returns the exit code.
 * The only place, with `run-command.ts`, that prints and decides how the process ends.
 */
import { Command, CommanderError, Help, type Option } from 'commander';
import { PROGRAM_VERSION } from '../project/index.js';
import { addAnnotationCommands } from './commands/annotation.js';
import { addAttackCommand } from './commands/attack.js';
import { addAuditCommand } from './commands/audit.js';
import { addCleaningCommands } from './commands/cleaning/cleaning.js';
import { addCroppingCommands } from './commands/cleaning/cropping.js';
import { addDuplicateCommand } from './commands/cleaning/duplicates.js';
import { addCorruptionCommand } from './commands/corruption.js';
import { addDatasetCommands } from './commands/dataset.js';
import { addDemoCommand } from './commands/demo.js';
import { addDiscoveryCommands } from './commands/discovery.js';
import { addDistributedCommands } from './commands/distributed.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEncoderCommands } from './commands/encoder/encoder.js';
import { addExportCommands } from './commands/export.js';
import { addFeatureCommands } from './commands/features.js';
import { addGapCommand } from './commands/gap/gap.js';
import { addMaskCommands } from './commands/masks.js';
import { addMitigationCommands } from './commands/mitigation.js';
import { addModelCommands } from './commands/model.js';
import { addRankingCommands } from './commands/ranking.js';
import { addReportCommands } from './commands/report.js';
import { addRunCommand } from './commands/run.js';
import { addSelfTestCommand } from './commands/selftest.js';
import { addServeCommand } from './commands/serve.js';
import { EXIT_CODES, printErrorDocument, readExitCode } from './run-command.js';

/** Runs one command line (without node and script) and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  if (argv.length === 0) {
    program.outputHelp({ error: true });
    return EXIT_CODES.usage;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return readExitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT_CODES.done;
    // Commander has told people; programs that asked for JSON get a document of this failure too.
    if (argv.includes('--json')) printErrorDocument(toErrorCode(error), toErrorMessage(error));
    return EXIT_CODES.usage;
  }
}

/** `commander.unknownOption` → `unknown-option`. */
function toErrorCode({ code }: CommanderError): string {
  const name = code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return name === 'help' ? 'missing-command' : name;
}

function toErrorMessage({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'A command is missing.' : message.replace(/^error: /, '');
}

function buildProgram(): Command {
  const program = new Command('spuriosity')
    .description(
      'Find the spurious cues an image classifier leans on, rank every image by them, measure the bias, repair it.',
    )
    .version(PROGRAM_VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options and examples)')
    .addHelpText(
      'after',
      `
Examples:
  spuriosity demo                       a data set drawn by the program, every stage, a report
  spuriosity run photos                 every stage on your own folder of labelled images
  spuriosity gap -w photos.spuriosity   the spurious gaps again, with other options

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with images skipped under --strict, 4 a shard of a divided extraction fails for its own sake, 130 or 143 stopped by a signal.`,
    );
  addDemoCommand(program);
  addRunCommand(program);
  addDatasetCommands(program);
  addEncoderCommands(program);
  addFeatureCommands(program);
  addDistributedCommands(program);
  addDiscoveryCommands(program);
  addAttackCommand(program);
  addAnnotationCommands(program);
  addMaskCommands(program);
  addRankingCommands(program);
  addModelCommands(program);
  addGapCommand(program);
  addCorruptionCommand(program);
  addMitigationCommands(program);
  addCleaningCommands(program);
  addCroppingCommands(program);
  addDuplicateCommand(program);
  addAuditCommand(program);
  addReportCommands(program);
  addSelfTestCommand(program);
  addServeCommand(program);
  addExportCommands(program);
  addDoctorCommand(program);
  applyExitOverride(program);
  return program;
}

/** As commander's own, but without "(default: false)" behind every switch. */
function describeOption(option: Option): string {
  const isSwitch = option.isBoolean() && option.defaultValue === false;
  return isSwitch ? option.description : new Help().optionDescription(option);
}

/** Commander passes settings on only to commands added later through it; these were added with their own handlers. */
function applyExitOverride(command: Command): void {
  command.exitOverride().showSuggestionAfterError().configureHelp({ optionDescription: describeOption });
  for (const child of command.commands) applyExitOverride(child);
}
