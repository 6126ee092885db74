import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { formatCommand } from './index.js';

/** The words as a shell takes them apart. */
function split(command: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

test.skipIf(process.platform === 'win32')('commands can be typed as they are written', () => {
  const names = ['plain', 'two words', `it's "5" $HOME`, ''];
  const command = formatCommand('audit', { field: [names], metadata: ['my scans/a.csv'], seed: [3, 0] });
  expect(split(command)).toEqual([
    ...['spuriosity', 'audit'],
    ...names.flatMap((name) => ['--field', name]),
    ...['--metadata', 'my scans/a.csv', '--seed', '3'],
  ]);
  expect(formatCommand('mitigate', { sweep: [['images-per-class', 'stop-gap=0.1,-0.2']] })).toBe(
    'spuriosity mitigate --sweep images-per-class --sweep stop-gap=0.1,-0.2',
  );
});
