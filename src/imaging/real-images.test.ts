import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Preprocessing } from '../records/networks/encoder.js';
import { decodeImage, preprocessImage, type RgbImage } from './index.js';

interface RealImage {
  archive: string;
  image: string;
  decoded: string;
  side64: string;
  side224: string;
}

const images = JSON.parse(
  readFileSync(new URL('../../fixtures/imaging/real-images.json', import.meta.url), 'utf8'),
) as RealImage[];
const datasets = fileURLToPath(new URL('../../../shared/datasets/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'imaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function createPreprocessing(resizeSide: number, cropSide: number): Preprocessing {
  return {
    resize: { kind: 'shorter-side', size: resizeSide },
    crop: { width: cropSide, height: cropSide },
    interpolation: 'bilinear',
    mean: null,
    std: null,
  };
}

function sha256({ data }: RgbImage): string {
  return createHash('sha256').update(data).digest('hex');
}

for (const archive of new Set(images.map((image) => image.archive))) {
  const path = join(datasets, archive);
  const present = existsSync(path);
  const title = present ? archive : `${archive} (skipped: not in ../shared/datasets)`;
  describe.skipIf(!present)(`photographs of ${title} equal Pillow's and torchvision's pixels`, () => {
    const members = images.filter((image) => image.archive === archive);

    test(`${members.length} images: decoded, at 64 and at 224 pixels`, async () => {
      execFileSync('tar', ['-xf', path, '-C', folder, ...members.map(({ image }) => image)]);
      const differing: string[] = [];
      for (const { image, decoded, side64, side224 } of members) {
        const pixels = await decodeImage(readFileSync(join(folder, image)));
        const at64 = preprocessImage(pixels, createPreprocessing(64, 64));
        const at224 = preprocessImage(pixels, createPreprocessing(256, 224));
        const isEqual = sha256(pixels) === decoded && sha256(at64) === side64 && sha256(at224) === side224;
        if (!isEqual) differing.push(image);
      }
      expect(differing).toEqual([]);
    });
  });
}
