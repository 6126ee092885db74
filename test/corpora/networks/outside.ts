/**
 * Networks that keep their weights in other files, and name those that are none of theirs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatModel } from '../../../src/onnx/index.js';
import { pointOutside } from '../../studies/external-weights.js';
import { toHostileFiles } from '../hostile-files.js';
import { buildPlain, type HostileNetwork, type NetworkRight } from './plain-network.js';

const WEIGHTS = 'weights.bin';
type Entries = Record<string, string>;

/** The first weight is in another file; `arrange` is called with the folder after `weights.bin` with its bytes was written there. */
const outside =
  (entries: Entries, arrange: (folder: string) => void = () => {}) =>
  (filePath: string): Uint8Array => {
    const folder = path.dirname(filePath);
    const model = buildPlain();
    const tensor = model.graph.initializer[0]!;
    writeFileSync(path.join(folder, WEIGHTS), tensor.rawData!);
    arrange(folder);
    pointOutside(tensor, entries);
    return formatModel(model);
  };
const link = (target: string) => (folder: string) => symlinkSync(target, path.join(folder, 'link'));
const BYTES = String(4 * 3 * 3 * 3 * 4);

/** All of them. */
export const OUTSIDE_WEIGHTS: HostileNetwork[] = toHostileFiles<NetworkRight>(
  'weights elsewhere',
  'network.onnx',
  [
    ['as they should be', 'as-plain', outside({ location: WEIGHTS, offset: '0', length: BYTES })],
    ['a file of the system', 'refused', outside({ location: '/etc/passwd' })],
    ['a file two folders up', 'refused', outside({ location: '../../weights.bin' })],
    [
      'a way out and in again',
      'refused',
      (filePath) =>
        outside({ location: `../${path.basename(path.dirname(filePath))}/weights.bin` })(filePath),
    ],
    ['a file in the style of Windows', 'refused', outside({ location: '..\\..\\weights.bin' })],
    ['a drive of Windows', 'refused', outside({ location: 'C:\\weights.bin' })],
    ['a share of Windows', 'refused', outside({ location: '\\\\host\\share\\weights.bin' })],
    ['an address of the web', 'refused', outside({ location: 'https://example.com/weights.bin' })],
    ['a link to a file of the system', 'refused', outside({ location: 'link' }, link('/etc/passwd'))],
    ['a link to an endless device', 'refused', outside({ location: 'link' }, link('/dev/zero'))],
    ['a link to itself', 'refused', outside({ location: 'link' }, link('link'))],
    ['a link to the weights', 'as-plain', outside({ location: 'link' }, link(WEIGHTS))],
    [
      'a folder',
      'refused',
      outside({ location: 'folder' }, (folder) => mkdirSync(path.join(folder, 'folder'))),
    ],
    [
      'a pipe',
      'refused',
      outside({ location: 'pipe' }, (folder) => execFileSync('mkfifo', [path.join(folder, 'pipe')])),
    ],
    ['a file that is not there', 'refused', outside({ location: 'absent.bin' })],
    ['no name', 'refused', outside({ location: '' })],
    ['a name with a zero', 'refused', outside({ location: 'weights.bin\0.txt' })],
    ['no place at all', 'refused', outside({})],
    ['a place beyond the end', 'refused', outside({ location: WEIGHTS, offset: '1000000' })],
    ['a place below 0', 'refused', outside({ location: WEIGHTS, offset: '-8' })],
    ['a place that is no number', 'refused', outside({ location: WEIGHTS, offset: 'NaN' })],
    ['a place of thirty digits', 'refused', outside({ location: WEIGHTS, offset: '9'.repeat(30) })],
    ['a length that is not the shape’s', 'refused', outside({ location: WEIGHTS, length: '4' })],
    ['a length of 2^60', 'refused', outside({ location: WEIGHTS, length: String(2n ** 60n) })],
    ['a checksum that is wrong', 'refused', outside({ location: WEIGHTS, checksum: '00'.repeat(20) })],
    [
      'the network’s own file',
      'refused',
      outside({ location: 'network.onnx', offset: '0', length: '99999999' }),
    ],
  ],
);
