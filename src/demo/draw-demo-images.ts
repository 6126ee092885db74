/**
 * Draws the whole demo data set, image by image.
 * In: options and an observer. Out: images with their masks and ground truth in a fixed order. Writes no files.
 * Same options, same machine: same bytes.
 */
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../base/observer.js';
import {
  assertDemoOptions,
  type DemoBackground,
  type DemoClass,
  type DemoOptions,
  type DemoSplit,
} from './demo-options.js';
import { buildDemoPlan, type DemoPlanEntry } from './demo-plan.js';
import { drawScene } from './scene.js';
import { createTextures, type Textures } from './textures.js';

/** A drawn image, its mask, and the truth about both. */
export interface DemoImage {
  /** Relative, with `/`: `train/waterbird/0001.jpg`; the folder is the filed class. */
  path: string;
  split: DemoSplit;
  /** The class under which the image is filed. */
  className: DemoClass;
  /** The class that the image shows; differs from `className` only under label noise. */
  trueClassName: DemoClass;
  background: DemoBackground;
  /** JPEG. */
  bytes: Uint8Array;
  /** Relative, with `/`: `masks/train/waterbird/0001.png`. */
  maskPath: string;
  /** Greyscale PNG: white = the bird or boat; for a lake the water, for a forest path trees and ground. */
  maskBytes: Uint8Array;
}

/** Scenes in the making at once: enough to keep the rasteriser's threads busy while pixels are painted here. */
const SCENES_IN_FLIGHT = 6;

/** Yields every image of the data set: train before val, in the order of `DEMO_CLASSES`. */
export async function* drawDemoImages(
  options: DemoOptions,
  observer: Observer = SILENT_OBSERVER,
): AsyncIterable<DemoImage> {
  assertDemoOptions(options);
  const plan = buildDemoPlan(options);
  const textures = await createTextures(options.seed);
  const pending: Promise<DemoImage>[] = [];
  let started = 0;
  for (let done = 0; done < plan.length; done++) {
    assertNotCancelled(observer);
    while (started < plan.length && pending.length < SCENES_IN_FLIGHT) {
      pending.push(drawDemoImage(plan[started++]!, textures, options.size));
    }
    yield await pending.shift()!;
    observer.progress({
      task: 'drawing the demo data set',
      done: done + 1,
      total: plan.length,
      unit: 'images',
    });
  }
}

async function drawDemoImage(entry: DemoPlanEntry, textures: Textures, size: number): Promise<DemoImage> {
  const { split, className, trueClassName, background } = entry;
  const stem = `${split}/${className}/${String(entry.ordinal).padStart(4, '0')}`;
  const { bytes, maskBytes } = await drawScene(entry, textures, size);
  return {
    path: `${stem}.jpg`,
    split,
    className,
    trueClassName,
    background,
    bytes,
    maskPath: `masks/${stem}.png`,
    maskBytes,
  };
}
