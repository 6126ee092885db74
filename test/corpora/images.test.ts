import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { testCorpus } from './hostile-files.js';
import { HOSTILE_BITMAPS } from './images/bitmaps.js';
import { HOSTILE_GIFS } from './images/gif.js';
import { HOSTILE_JPEGS } from './images/jpeg.js';
import { OTHER_IMAGES } from './images/others.js';
import type { ImageRight } from './images/pixels.js';
import { HOSTILE_PNGS } from './images/png.js';
import { HOSTILE_TIFFS } from './images/tiff.js';

testCorpus<ImageRight>(
  'images',
  [...HOSTILE_PNGS, ...HOSTILE_JPEGS, ...HOSTILE_GIFS, ...HOSTILE_BITMAPS, ...HOSTILE_TIFFS, ...OTHER_IMAGES],
  { stride: 4, leastCount: 110 },
  {
    ask: (image) => ({ image }),
    assertRight: async ({ document }, right) => {
      const { width, height, ...shown } = await right();
      const sha256 = 'data' in shown ? createHash('sha256').update(shown.data).digest('hex') : shown.sha256;
      expect(document).toEqual({ width, height, sha256 });
    },
  },
);
