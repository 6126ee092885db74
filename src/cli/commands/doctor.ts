/** `doctor`: what works on this machine. */
import { availableParallelism, totalmem } from 'node:os';
import type { Command } from 'commander';
import { listDevices } from '../../inference/index.js';
import { openNamedEncoder, PROGRAM_VERSION } from '../../project/index.js';
import { addHandler } from '../run-command.js';

const BYTES_PER_GIB = 2 ** 30;

export function addDoctorCommand(program: Command): void {
  const doctor = program
    .command('doctor')
    .description('What works on this machine: devices, memory, the bundled encoder.');
  addHandler(doctor, async (terminal) => {
    const devices = await listDevices();
    const { card } = await openNamedEncoder();
    const memoryGib = totalmem() / BYTES_PER_GIB;
    terminal.table(
      ['', ''],
      [
        ['spuriosity', PROGRAM_VERSION],
        ['node', process.version],
        ['processors', String(availableParallelism())],
        ['memory', `${memoryGib.toFixed(1)} GiB`],
        ['bundled encoder', `${card.name}, its bytes are as published`],
      ],
    );
    terminal.print('');
    terminal.table(
      ['device', 'works', 'note'],
      devices.map(({ device, works, detail }) => [device, works ? 'yes' : 'no', detail]),
    );
    return {
      document: {
        version: PROGRAM_VERSION,
        node: process.version,
        processors: availableParallelism(),
        memoryBytes: totalmem(),
        encoder: card.name,
        devices,
      },
    };
  });
}
