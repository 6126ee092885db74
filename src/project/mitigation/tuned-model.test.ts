import { beforeAll, expect, test } from 'vitest';
import { copyWorkspace } from '../../../test/servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from '../../../test/studies/pictured-study.js';
import { openSession, type Tensor } from '../../inference/index.js';
import { parseModel } from '../../onnx/index.js';
import { readAllRows } from '../../records/features.js';
import { parseHead } from '../../storage/index.js';
import { createDisplayReader, mitigateProject, openProject, type Project } from '../index.js';
import { exportTunedHead, exportTunedModel } from './tuned-model.js';

/** Side of the images that the tiny encoder takes. */
const SIDE = 16;
/** Sums of 256 products in single precision, in another order than the runtime's. */
const TOLERANCE = 1e-4;

/** A goal out of reach: the last head is the tuned one. */
const TO_THE_END = { recipe: 'paper', imagesPerClass: 4, stopGap: -1, k: 3, trials: 1, seed: 0 } as const;

let study: PicturedStudy;

beforeAll(async () => {
  study = await makePicturedStudy();
});

async function openTuned(): Promise<Project> {
  const project = await openProject(await copyWorkspace(study.workspace));
  await mitigateProject(project, { ...TO_THE_END, methods: ['low-spuriosity'] });
  return project;
}

test('the exported network says of an image what the tuned head says of its features', async () => {
  const project = await openTuned();
  const head = await parseHead(await exportTunedHead(project), 'head.npz');
  const bytes = await exportTunedModel(project);
  const session = await openSession(bytes, { device: 'cpu' });
  expect(session.inputs.map(({ name }) => name)).toEqual(['image']);
  expect(session.outputs).toMatchObject([{ name: 'logits', dims: ['n', 2] }]);
  const source = await project.openFeatures();
  const features = await readAllRows(source);
  const readPixels = await createDisplayReader(project, SIDE);
  for (const row of [0, 7, 30]) {
    const { data } = await readPixels(row);
    const image: Tensor = { dtype: 'float32', dims: [1, 3, SIDE, SIDE], data: toPlanes(data) };
    const { logits } = await session.run({ image }, ['logits']);
    const own = features.subarray(row * source.featureCount, (row + 1) * source.featureCount);
    for (let classIndex = 0; classIndex < head.classCount; classIndex++) {
      const weights = head.weights.subarray(
        classIndex * head.featureCount,
        (classIndex + 1) * head.featureCount,
      );
      const expected = own.reduce((sum, value, n) => sum + value * weights[n]!, head.bias[classIndex]!);
      expect(Math.abs((logits!.data[classIndex] as number) - expected)).toBeLessThan(TOLERANCE);
    }
  }
  await session.close();
  const { metadataProps } = parseModel(bytes);
  expect(metadataProps.map(({ key, value }) => [key, JSON.parse(value)])).toEqual([
    ['classes', ['fire', 'water']],
  ]);
  project.close();
});

test('before the first mitigation, and without a network, it says what is missing', async () => {
  const fresh = await openProject(await copyWorkspace(study.workspace));
  await expect(exportTunedHead(fresh)).rejects.toMatchObject({ code: 'not-mitigated' });
  await expect(exportTunedModel(fresh)).rejects.toMatchObject({ code: 'not-mitigated' });
  fresh.close();
  const tuned = await openTuned();
  await tuned.updateManifest((manifest) => ({ ...manifest, encoder: null }));
  await expect(exportTunedModel(tuned)).rejects.toMatchObject({ code: 'no-encoder' });
  tuned.close();
});

/** Bytes [h, w, 3] as [3, h, w] in [0,1]. */
function toPlanes(data: Uint8Array): Float32Array {
  const size = data.length / 3;
  return Float32Array.from(data, (_, n) => data[(n % size) * 3 + Math.floor(n / size)]! / 255);
}
