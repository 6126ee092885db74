/** Commands that are called wrongly, and help that is asked for. */
import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand as runProcess, runBadly as runProcessBadly, startCommand } from '../../command.js';
import { runBadly, runCommand } from '../../program.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { useTrialFolder } from '../../trees.js';

const at = useTrialFolder();

beforeAll(() => writeTinyEncoder(at('tiny')));

describe('wrong usage ends with exit code 2', () => {
  test.each([
    [['gap', '--bogus'], 'unknown-option', '--bogus'],
    [['gap', '--splitt', 'val'], 'unknown-option', 'Did you mean --split?'],
    [['bogus'], 'unknown-command', 'bogus'],
    [['model', '--bogus'], 'unknown-option', '--bogus'],
    [['run'], 'missing-argument', 'data'],
    [['rank', 'extra'], 'excess-arguments', 'too many'],
    [['gap', '--k', '0'], 'invalid-argument', 'at least 1'],
    [['gap', '--k', 'many'], 'invalid-argument', 'at least 1'],
    [['gap', '--split', 'dev'], 'invalid-argument', 'train, val, test'],
    [['init', 'x', '--val-fraction', '1.5'], 'invalid-argument', 'between 0 and 1'],
    [['init', 'x', '--format', 'zip'], 'invalid-argument', 'waterbirds'],
    [['init'], 'init-what', 'No data set was named'],
    [['init', '--classes', '3'], 'workspace-unnamed', '-w FOLDER'],
    [['features', 'export', '-w', 'x'], 'missing-mandatory-option-value', '--out'],
    [['extract', '--shard', '4/4', '-w', 'x'], 'shard-part', '0/4'],
    [['rank'], 'workspace-unnamed', '-w FOLDER'],
    [['serve', '--host', '0.0.0.0'], 'nothing-to-serve', '--allow-root FOLDER'],
  ])('%j', async (args, code, words) => {
    // A folder without a workspace, so that none is found by chance.
    const error = await runBadly(2, args, { cwd: at('tiny') });
    expect(error.code).toBe(code);
    const { stderr } = await runCommand(args, { cwd: at('tiny') });
    expect(stderr).toContain(words);
  });

  test('no command at all prints the help on stderr', async () => {
    const { code, stdout, stderr } = await runCommand([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: spuriosity');
  });

  test.each([['--help'], ['help'], ['--version'], ['run', '--help'], ['model', 'add', '--help']])(
    '%s %s is no mistake and prints on stdout',
    async (...args) => {
      const { code, stdout, stderr } = await runCommand(args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/Usage: spuriosity|^\d+\.\d+\.\d+/);
    },
  );

  test('an error without --json leaves stdout empty', async () => {
    const { stdout } = await runCommand(['run', at('nowhere')]);
    expect(stdout).toBe('');
  });

  test('--debug shows where it came from', async () => {
    const { code, stderr } = await runCommand(['run', at('nowhere'), '--debug']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^\s+at /m);
  });
});

describe('in a process of its own', () => {
  test('the exit code is that of the command', async () => {
    expect((await runProcessBadly(2, ['gap', '--bogus'])).code).toBe('unknown-option');
    expect((await runProcess(['--version'])).code).toBe(0);
  });

  test('a reader that goes away is no failure', async () => {
    const { child, outcome } = startCommand(['--help']);
    child.stdout.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
  });
});
