/**
 * Draws single pictures with what the workspace has now: images, heatmaps, attacks, core crops.
 * In: image indices and features. Out: JPEG bytes. One network of a kind at most is open at a time; keeps no picture.
 */
import { StageError } from '../../base/errors.js';
import { encodeJpeg } from '../../imaging/index.js';
import { type OpenedEncoder, openEncoderSession } from '../../inference/index.js';
import {
  ATTACK_BATCH_SIZE,
  type AttackTarget,
  attackImages,
  createDisplayReader,
  cutCoreCrop,
  drawHeatmap,
  openAttackSession,
  openProjectEncoder,
  type Project,
  readMaps,
  readStrongestActivation,
  VISUAL_SIDE,
} from '../../project/index.js';
import type { HeatmapStyle } from '../../records/names.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import { RefusalError } from '../refusal.js';
import { createBatcher } from './batcher.js';
import { createHeatmapScales } from './heatmap-scales.js';
import type { ReadGate } from './read-gate.js';
import { createSharedSession } from './shared-session.js';

/** Images that go through the network together: about what browsers ask for at once. */
const MAP_BATCH_SIZE = 16;
/** Images decoded at once. */
const DISPLAY_BATCH_SIZE = 8;

export interface PictureMaker {
  /** Null where there is no encoder. */
  readonly encoder: OpenedEncoder | null;
  drawImage(row: number, signal: AbortSignal): Promise<Uint8Array>;
  drawHeatmap(row: number, feature: number, style: HeatmapStyle, signal: AbortSignal): Promise<Uint8Array>;
  drawAttack(row: number, feature: number, signal: AbortSignal): Promise<Uint8Array>;
  /** `features` are the core features of the image's class. */
  drawCrop(row: number, features: readonly number[], signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Cores are cut out of a larger picture, so that a small part still shows something. */
const CROP_SOURCE_SIDE = 2 * VISUAL_SIDE;

/** @param gate where images are read, so that a dead mount holds nothing else */
export async function createPictureMaker(project: Project, gate: ReadGate): Promise<PictureMaker> {
  const encoder = await openProjectEncoder(project);
  const { images } = project.readDataset();
  const readDisplay = await openReader(project, VISUAL_SIDE, gate);
  const readLarge = await openReader(project, CROP_SOURCE_SIDE, gate);
  const network = createSharedSession(() => openEncoderSession(encoder!, { device: 'auto' }));
  const attacker = createSharedSession(async () => (await openAttackSession(encoder!)).session);

  const display = createBatcher(DISPLAY_BATCH_SIZE, (rows: number[]) =>
    // A picture that fails must not take its neighbours along.
    Promise.all(rows.map((row) => readDisplay(row).catch((error: unknown) => error))),
  );
  const maps = createBatcher(MAP_BATCH_SIZE, async (items: MapItem[]) => {
    const found = new Map<number, Map<number, FrameMap>>();
    await readMaps(project, joinByRow(items), (image) => void found.set(image.row, image.maps), {
      masks: false,
      openSession: network.open,
    });
    return items.map(({ row }) => found.get(row) ?? null);
  });
  const attacks = createBatcher(ATTACK_BATCH_SIZE, async (targets: AttackTarget[]) => {
    const session = await attacker.open();
    try {
      return await attackImages(project, encoder!, session, targets);
    } finally {
      await session.close();
    }
  });

  const scales = createHeatmapScales(project, (row, feature) => maps.add({ row, features: [feature] }));

  const readPixels = async (row: number, signal: AbortSignal) => {
    const pixels = await display.add(row, signal);
    if (pixels instanceof Error) throw pixels;
    return pixels as Awaited<ReturnType<typeof readDisplay>>;
  };
  const readImageMaps = async (row: number, features: readonly number[], signal: AbortSignal) => {
    assertFeatures(encoder, features);
    const found = await maps.add({ row, features }, signal);
    if (found !== null) return features.map((feature) => found.get(feature)!);
    throw new RefusalError(422, 'image-unreadable', { what: `Image ${row} could not be read.` });
  };

  return {
    encoder,
    drawImage: async (row, signal) => encodeJpeg(await readPixels(row, signal)),
    drawHeatmap: async (row, feature, style, signal) => {
      assertFeatures(encoder, [feature]);
      // First: an image that cannot be read must not hold the network.
      const pixels = await readPixels(row, signal);
      const [[map], scale] = await Promise.all([
        readImageMaps(row, [feature], signal),
        style === 'paper' ? 0 : scales.read({ classIndex: images[row]!.classIndex, feature }),
      ]);
      return encodeJpeg(drawHeatmap(pixels, map!, style, scale));
    },
    drawAttack: async (row, feature, signal) => {
      assertFeatures(encoder, [feature]);
      await readPixels(row, signal);
      const { classIndex } = images[row]!;
      const strongest = await readStrongestActivation(project, { classIndex, feature });
      return encodeJpeg((await attacks.add({ row, feature, strongest }, signal)).picture);
    },
    drawCrop: async (row, features, signal) => {
      const pixels = await readLarge(row);
      const crop = cutCoreCrop(pixels, await readImageMaps(row, features, signal));
      if (crop !== null) return encodeJpeg(crop);
      throw new RefusalError(404, 'core-silent', {
        what: `No core feature of its class fires on image ${row}.`,
      });
    },
    close: async () => {
      await Promise.all([network.close(), attacker.close()]);
    },
  };
}

/** Reads images as people see them, through the gate. */
async function openReader(project: Project, side: number, gate: ReadGate) {
  const read = await createDisplayReader(project, side);
  return (row: number) => gate.run(() => read(row));
}

interface MapItem {
  row: number;
  features: readonly number[];
}

/** One request a row, ascending, with all features that are asked of it. */
function joinByRow(items: readonly MapItem[]): { row: number; features: number[] }[] {
  const rows = [...new Set(items.map(({ row }) => row))].sort((a, b) => a - b);
  return rows.map((row) => ({
    row,
    features: [...new Set(items.flatMap((item) => (item.row === row ? item.features : [])))],
  }));
}

function assertFeatures(encoder: OpenedEncoder | null, features: readonly number[]): void {
  if (encoder === null) {
    throw new StageError('no-encoder', {
      status: 404,
      what: 'The features of this workspace were imported, so there is no network that could show where they fire.',
      next: 'Extract features with an encoder first.',
    });
  }
  const { featureCount } = encoder.card;
  const wrong = features.find((feature) => feature >= featureCount);
  if (wrong === undefined) return;
  throw new RefusalError(404, 'feature-unknown', {
    what: `There is no feature ${wrong}; the encoder has features 0 to ${featureCount - 1}.`,
  });
}
