// A data set that the compiled program makes, in a process of its own: the demo, or pictures with a planted cue.
//   node test/e2e/stopped/draw-data-set.js demo FOLDER
//   node test/e2e/stopped/draw-data-set.js planted FOLDER PICTURES   (PICTURES has a folder per class)
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeDemoDataset, writePlantedDataset } from '../../../dist/index.js';

const [kind, folder, pictures] = process.argv.slice(2);
if (kind === 'demo') {
  const shares = { correlationTrain: 0.95, correlationVal: 0.5, labelNoiseFraction: 0 };
  await writeDemoDataset(folder, { seed: 7, trainPerClass: 1, valPerClass: 1, size: 32, ...shares });
} else {
  const pools = readdirSync(pictures).map((className) => ({
    className,
    pictures: readdirSync(join(pictures, className)).map((name) => join(pictures, className, name)),
  }));
  await writePlantedDataset(folder, pools, {
    cue: 'border',
    seed: 5,
    imagesPerClass: { train: 4, val: 2, test: 2 },
    correlation: { train: 0.75, val: 0.5, test: 0.5 },
  });
}
