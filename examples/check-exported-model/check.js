/**
 * Accuracy of an exported model over a folder of labelled images, in plain onnxruntime: nothing here is spuriosity's.
 * In: the folder of `spuriosity export model`, and a folder with one folder of images per class. Out: accuracy, and that of each class.
 *
 *   npm install onnxruntime-node sharp
 *   node check.js EXPORTED photos/val
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { resizeAsPillow } from './resize-as-pillow.js';

const [exported, images, ...options] = process.argv.slice(2);
if (exported === undefined || images === undefined) {
  console.error('usage: node check.js EXPORTED IMAGES [--json]');
  process.exit(2);
}
const readJson = (name) => JSON.parse(readFileSync(path.join(exported, name), 'utf8'));
const classes = Object.values(readJson('config.json').id2label);
const { size, do_exif_transpose, do_resize, do_center_crop, crop_size, resample } =
  readJson('preprocessor_config.json');

/** RGB bytes of a file, as Pillow decodes it: no colour profile, no transparency. */
async function readPixels(file) {
  const image = sharp(file, { ignoreIcc: true, autoOrient: do_exif_transpose === true })
    .toColourspace('srgb')
    .removeAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Size after torchvision's Resize: the longer side is truncated. */
function computeSize({ width, height }) {
  if (!do_resize) return { width, height };
  if (size.shortest_edge === undefined) return size;
  const side = size.shortest_edge;
  return width <= height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}

/** [3, height, width] in 0..1, cut out of the middle; black beyond an image that is smaller. */
function cutCentre({ width, height, data }, cut) {
  const [left, top] = [findStart(width, cut.width), findStart(height, cut.height)];
  const area = cut.width * cut.height;
  const planes = new Float32Array(3 * area);
  for (let y = Math.max(0, -top); y < Math.min(cut.height, height - top); y++)
    for (let x = Math.max(0, -left); x < Math.min(cut.width, width - left); x++)
      for (let c = 0; c < 3; c++)
        planes[c * area + y * cut.width + x] = data[((top + y) * width + left + x) * 3 + c] / 255;
  return planes;
}

function findStart(length, cut) {
  return cut > length ? -Math.floor((cut - length) / 2) : roundHalfEven((length - cut) / 2);
}

function roundHalfEven(value) {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

const session = await ort.InferenceSession.create(path.join(exported, 'model.onnx'));

async function classify(file) {
  const decoded = await readPixels(file);
  const resized = resizeAsPillow(decoded, computeSize(decoded), resample === 3 ? 'bicubic' : 'bilinear');
  const cut = do_center_crop ? crop_size : resized;
  const pixels = new ort.Tensor('float32', cutCentre(resized, cut), [1, 3, cut.height, cut.width]);
  const scores = (await session.run({ [session.inputNames[0]]: pixels }))[session.outputNames[0]].data;
  return scores.indexOf(scores.reduce((highest, score) => Math.max(highest, score)));
}

const byClass = [];
const unreadable = [];
for (const name of readdirSync(images).sort()) {
  const label = classes.indexOf(name);
  if (label === -1) continue;
  const files = readdirSync(path.join(images, name), { recursive: true }).filter((file) =>
    /\.(jpe?g|png|webp|bmp|gif|tiff?)$/i.test(file),
  );
  let right = 0;
  let count = 0;
  for (const file of files) {
    try {
      if ((await classify(path.join(images, name, file))) === label) right += 1;
      count += 1;
    } catch (error) {
      unreadable.push(`${name}/${file}: ${error.message}`);
    }
  }
  byClass.push({ name, images: count, right });
}
const total = (key) => byClass.reduce((sum, entry) => sum + entry[key], 0);
const result = { images: total('images'), right: total('right'), accuracy: total('right') / total('images') };
if (result.images === 0) {
  console.error(
    `No images: ${images} needs folders named as the classes of config.json (${classes.slice(0, 3).join(', ')}, …).`,
  );
  process.exit(1);
}
if (options.includes('--json')) {
  console.log(JSON.stringify({ ...result, classes: byClass, unreadable }, null, 2));
} else {
  for (const { name, images: count, right } of byClass) console.log(`${name}: ${right} of ${count}`);
  for (const line of unreadable) console.error(`left out ${line}`);
  console.log(`accuracy ${(100 * result.accuracy).toFixed(2)}%: ${result.right} of ${result.images} images`);
}
