/** The commands of a built checkout, run as a user runs them: arguments in, the JSON document out. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = fileURLToPath(new URL('../../bin/spuriosity.js', import.meta.url));
/** A document holds every trial's curve. */
const MAX_BYTES = 2 ** 28;

/** Throws with the command's own message when it fails. */
export async function runCommand(workspace, ...args) {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [PROGRAM, ...args, '--workspace', workspace, '--json', '--quiet'],
      { maxBuffer: MAX_BYTES },
    );
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`${args.join(' ')}: ${(error.stderr || error.message).trim()}`);
  }
}
