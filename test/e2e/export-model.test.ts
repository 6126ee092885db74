/**
 * The repaired model as files: written by `export model`, then opened by programs that know nothing of this one. What they count has
 * to be what the model card says.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { attachHead, formatModel, parseModel } from '../../src/onnx/index.js';
import { readProjectHead } from '../../src/project/index.js';
import { openLive } from '../../src/project/live/index.js';
import { buildMitigationResponse } from '../../src/server/responses/index.js';
import { fromNpz, fromSafetensors } from '../arrays.js';
import { runBadly, runJson, runWell } from '../command.js';
import { drawPicture } from '../pictures.js';
import { copyWorkspace } from '../servers/served-app.js';
import { PICTURED_VAL_COUNT } from '../studies/pictured-study.js';
import {
  checkExported,
  EXPORTED_FILES,
  exportModel,
  makeTunedStudy,
  readCard,
  TUNED_TEST_COUNT,
  TUNING,
  type TunedStudy,
  withProject,
} from '../studies/tuned-study.js';
import { readResults } from '../tables.js';
import { useTrialFolder } from '../trees.js';

const SIDE = 16;
/** Float32 sums in another order. */
const DIGITS = 4;

let study: TunedStudy;
const at = useTrialFolder();
const count = (exported: string) => checkExported(exported, path.join(study.data, 'test'));
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

beforeAll(async () => {
  study = await makeTunedStudy();
});

describe('the workspace’s repaired head', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the document of --json, checked by what follows.
  let document: any;
  beforeAll(async () => {
    document = await runJson(exportModel(study.workspace, at('repaired')));
  });

  test('lies in the folder with all that is needed to run it, and nothing else (R50)', () => {
    expect(readdirSync(at('repaired')).sort()).toEqual(EXPORTED_FILES);
    expect([...document.files].sort()).toEqual(EXPORTED_FILES);
    const { id2label, label2id } = JSON.parse(readFileSync(at('repaired', 'config.json'), 'utf8'));
    expect(id2label).toEqual({ 0: 'fire', 1: 'water' });
    expect(label2id).toEqual({ fire: 0, water: 1 });
    expect(document.check.images).toBe(2 * PICTURED_VAL_COUNT);
    expect(document.check.largest_difference).toBeLessThan(10 ** -DIGITS);
  });

  test('gets exactly as many images right in plain onnxruntime as card, document and table say', async () => {
    const counted = await count(at('repaired'));
    expect(counted).toMatchObject({ images: TUNED_TEST_COUNT, unreadable: [] });
    expect(counted.accuracy).toBeGreaterThan(0.5);
    expect(counted.accuracy).toBeLessThan(1);
    expect(document).toMatchObject({
      images: TUNED_TEST_COUNT,
      accuracy_after: counted.right / TUNED_TEST_COUNT,
      outdated: false,
    });
    const [row] = readResults(study.workspace, 'mitigation');
    expect(Number(row!.accuracy_after)).toBe(counted.accuracy);
    expect(Number(row!.gap_after)).toBe(document.gap_after);
    const card = readCard(at('repaired'));
    expect(card).toContain(
      `accuracy from ${percent(document.accuracy_before)} to **${percent(counted.accuracy)}**`,
    );
    expect(card).toContain(`value: ${Number(counted.accuracy.toFixed(4))}\n`);
  });

  test('opens in the runtime by the names that the card gives, any number of images at once', async () => {
    const session = await InferenceSession.create(at('repaired', 'model.onnx'));
    expect([session.inputNames, session.outputNames]).toEqual([['image'], ['logits']]);
    const pixels = Float32Array.from({ length: 2 * 3 * SIDE * SIDE }, (_, n) => ((n * 7919) % 256) / 255);
    const run = async (data: Float32Array, count: number) => {
      const image = new Tensor('float32', data, [count, 3, SIDE, SIDE]);
      return (await session.run({ image })).logits!;
    };
    const both = await run(pixels, 2);
    expect(both.dims).toEqual([2, 2]);
    const second = await run(pixels.subarray(pixels.length / 2), 1);
    for (const [index, score] of [...(second.data as Float32Array)].entries())
      expect((both.data as Float32Array)[2 + index]).toBeCloseTo(score, DIGITS);
    await session.release();
  });

  test('has the same layer as safetensors and as npz, of the network’s width (R50, R51)', async () => {
    const arrays = fromNpz(readFileSync(at('repaired', 'head.npz')));
    const { tensors, metadata } = fromSafetensors(readFileSync(at('repaired', 'head.safetensors')));
    expect([...arrays.keys()].sort()).toEqual(['W', 'b']);
    expect(tensors.get('weight')).toEqual(arrays.get('W'));
    expect(tensors.get('bias')).toEqual(arrays.get('b'));
    expect(arrays.get('W')!.shape).toEqual([2, 8]);
    expect(JSON.parse(metadata.classes!)).toEqual(['fire', 'water']);
    const head = await withProject(study.workspace, (project) => readProjectHead(project, 'head-tuned'));
    expect(arrays.get('W')!.values).toEqual([...head.weights]);
    expect(arrays.get('b')!.values).toEqual([...head.bias]);
  });

  test('comes again as the model that the card says, when its head is added', async () => {
    const workspace = await copyWorkspace(study.workspace);
    await runWell(['model', 'add', 'repaired', '--head', at('repaired', 'head.npz'), '-w', workspace]);
    const { models } = await runJson(['gap', '--k', '3', '-w', workspace]);
    const { accuracy } = models.find(({ model }: { model: string }) => model === 'repaired');
    // `gap` measures on validation images.
    expect(accuracy).toBe((await checkExported(at('repaired'), path.join(study.data, 'val'))).accuracy);
  });

  test('may be written over an earlier export; what else lies there stays', async () => {
    writeFileSync(at('repaired', 'photo.jpg'), await drawPicture('fire', 3));
    await runWell(exportModel(study.workspace, at('repaired'), '--check-images', '0'));
    expect(readdirSync(at('repaired')).sort()).toEqual([...EXPORTED_FILES, 'photo.jpg'].sort());
    expect(readCard(at('repaired'))).not.toContain('was run on');
    rmSync(at('repaired', 'photo.jpg'));
  });

  test('an export that was ended by force is no obstacle to the next', async () => {
    mkdirSync(at('killed', '.unchecked'), { recursive: true });
    writeFileSync(at('killed', '.unchecked', 'model.onnx'), 'half of a network');
    await runWell(exportModel(study.workspace, at('killed')));
    expect(readdirSync(at('killed')).sort()).toEqual(EXPORTED_FILES);
  });

  test('--head-only leaves the network out, and the card says where the features come from', async () => {
    await runWell(exportModel(study.workspace, at('alone'), '--head-only'));
    expect(readdirSync(at('alone')).sort()).toEqual(
      EXPORTED_FILES.filter((name) => !/onnx|preprocessor/.test(name)),
    );
    const card = readCard(at('alone'));
    expect(card).toContain('There is no network here');
    expect(card).toContain('output `features` of Eight mixtures of colours');
    expect(card).not.toContain('made elsewhere');
    expect(card).not.toContain('model.onnx');
  });
});

describe('an added network', () => {
  let workspace: string;
  beforeAll(async () => {
    workspace = await copyWorkspace(study.untuned);
    const head = await withProject(workspace, (project) => readProjectHead(project));
    const encoder = parseModel(readFileSync(path.join(path.dirname(study.workspace), 'tiny', 'model.onnx')));
    // Its own order of classes, and one class more than the data set has.
    const rows = [1, 2, 0];
    const layer = {
      featureCount: head.featureCount,
      classCount: rows.length,
      weights: Float32Array.from(
        rows.flatMap((row) => {
          const own = head.weights.slice(row * head.featureCount, (row + 1) * head.featureCount);
          return own.length > 0 ? [...own] : new Array<number>(head.featureCount).fill(0.5);
        }),
      ),
      bias: Float32Array.from(rows, (row) => head.bias[row] ?? 9),
    };
    const network = attachHead(encoder, layer, { features: 'features', logits: 'logits' });
    writeFileSync(at('net.onnx'), formatModel(network));
    writeFileSync(at('classes.txt'), 'water\nearth\nfire\n');
    const options = ['--onnx', at('net.onnx'), '--classes', at('classes.txt'), '--side', `${SIDE}`];
    await runWell(['model', 'add', 'net', ...options, '-w', workspace]);
  });

  test('has its last layer tuned from where the network stood, on its own features', async () => {
    await runWell(['mitigate', '--model', 'net', '-w', workspace, ...TUNING]);
    const [own] = readResults(study.workspace, 'mitigation');
    const [row] = readResults(workspace, 'mitigation');
    expect(row!.model).toBe('net');
    for (const column of ['accuracy_before', 'gap_before', 'epochs', 'images'])
      expect(row![column], column).toBe(own![column]);
    expect(
      readdirSync(path.join(workspace, 'heads'))
        .filter((name) => /tuned.*json/.test(name))
        .sort(),
    ).toEqual(['layer-tuned-low-spuriosity.json', 'layer-tuned.json']);
  });

  test('is shown class by class in the app', async () => {
    await withProject(workspace, async (project) => {
      const { result } = await buildMitigationResponse(await openLive(project));
      expect(result!.classes.map(({ classIndex }) => classIndex)).toEqual([0]);
    });
  });

  test('is exported whole, with the data set’s classes, and counts as the card says', async () => {
    const document = await runJson(exportModel(workspace, at('net-repaired')));
    expect(document.model).toBe('net');
    expect(readdirSync(at('net-repaired')).sort()).toEqual(EXPORTED_FILES);
    const counted = await count(at('net-repaired'));
    expect(counted.accuracy).toBe(document.accuracy_after);
    expect(counted.accuracy).toBeLessThan(1);
    const session = await InferenceSession.create(at('net-repaired', 'model.onnx'));
    expect([session.inputNames.length, session.outputNames]).toEqual([1, ['logits']]);
    await session.release();
    const { tensors } = fromSafetensors(readFileSync(at('net-repaired', 'head.safetensors')));
    expect(tensors.get('weight')!.shape).toEqual([2, 8]);
    expect(readCard(at('net-repaired'))).toContain('its last layer (`net`) repaired against');
  });

  test('that was removed since cannot be exported, nor tuned', async () => {
    await runWell(['model', 'remove', 'net', '-w', workspace]);
    for (const args of [
      exportModel(workspace, at('removed')),
      ['mitigate', '--model', 'net', '-w', workspace],
    ]) {
      const error = await runBadly(1, args);
      expect(error.code).toBe('model-unknown');
      expect(error.message).toContain('The models are head.');
    }
    expect(existsSync(at('removed'))).toBe(false);
  });
});
