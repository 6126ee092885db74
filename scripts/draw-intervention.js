// The picture of an intervention in docs/guide/bias.md (docs/method.md, M70), from a workspace of the demo:
//   node bin/spuriosity.js demo --no-serve -w demo.spuriosity && node scripts/draw-intervention.js demo.spuriosity waterbird
// Side by side: a most spurious image, where its cue is, the cue weakened by `fill`, the same shape weakened elsewhere.
import { writeFile } from 'node:fs/promises';
import {
  encodeJpeg,
  enlargeForDisplay,
  findCueMasks,
  renderHeatmap,
  resizeMap,
  weakenRegion,
} from '../dist/imaging/index.js';
import { openProject } from '../dist/project/index.js';
import { readMaps } from '../dist/project/pictures/index.js';
import { rankProject } from '../dist/project/ranking/index.js';
import { readVerdicts } from '../dist/project/workspace/index.js';

const TILE = 240;
const GAP = 8;
const QUALITY = 82;

const [folder, className, place = '1'] = process.argv.slice(2);
const project = await openProject(folder);
const { index } = project.readDataset().classes.find(({ name }) => name === className);
const [ranking] = (await rankProject(project, ['val'])).filter(({ classIndex }) => classIndex === index);
const row = ranking.images.at(-Number(place));
const listFeatures = (wanted) =>
  readVerdicts(project)
    .filter(({ classIndex, verdict }) => classIndex === index && verdict === wanted)
    .map(({ feature }) => feature);
const [spurious, core] = [listFeatures('spurious'), listFeatures('core')];
let picture;
await readMaps(
  project,
  [{ row, features: [...spurious, ...core] }],
  (image) => {
    picture = image;
  },
  { masks: false },
);
const { pixels, maps } = picture;
const pick = (features) => features.map((feature) => maps.get(feature));
const { cue, control, overlap } = findCueMasks(pick(spurious), pick(core));
const fit = ({ values, width, height }) => resizeMap(values, width, height, pixels.width, pixels.height);
const tiles = [
  pixels,
  renderHeatmap(pixels, fit(cue)),
  weakenRegion(pixels, fit(cue), 'fill'),
  weakenRegion(pixels, fit(control), 'fill'),
].map((tile) => enlargeForDisplay(tile, TILE));
await writeFile(
  new URL('../docs/images/bias-intervention.jpg', import.meta.url),
  await encodeJpeg(joinTiles(tiles), QUALITY),
);
console.log(
  `${project.readDataset().images[row].path}; ${Math.round(100 * overlap)}% of the control lies on cue or core`,
);
await project.close();

/** Tiles of one size in a row, white between them. */
function joinTiles(all) {
  const { width: side, height } = all[0];
  const width = all.length * side + (all.length - 1) * GAP;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (const [n, tile] of all.entries()) {
    for (let y = 0; y < height; y++) {
      const from = tile.data.subarray(y * side * 3, (y + 1) * side * 3);
      data.set(from, (y * width + n * (side + GAP)) * 3);
    }
  }
  return { width, height, data };
}
