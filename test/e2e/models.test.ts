/**
 * Models that the program runs itself: networks from files and from a server that is laid out like the Hugging Face Hub.
 * The workspace's own head, put on its encoder, is the network whose answers are known.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatModel, insertNormalization, parseModel } from '../../src/onnx/index.js';
import { runBadly, runJson, runWell } from '../command.js';
import { writeWithExternalWeights } from '../studies/external-weights.js';
import {
  CONFIDENCE_DIGITS,
  expectSame,
  makeNetworkStudy,
  type NetworkStudy,
} from '../studies/network-study.js';
import { readResults, toCsv } from '../tables.js';

let study: NetworkStudy;
let workspace: string;
const at = (...names: string[]) => study.at(...names);
const inStudy = (...args: string[]) => study.inStudy(...args);
const addNetwork = (...args: Parameters<NetworkStudy['addNetwork']>) => study.addNetwork(...args);
const predict = (name: string) => study.predict(name);

beforeAll(async () => {
  study = await makeNetworkStudy();
  ({ workspace } = study);
  const file = study.writeNetwork('net.onnx', [0, 1]);
  await runWell(addNetwork('net', file, '--classes', study.writeClasses('fire', 'water')));
});

describe('a network from a file', () => {
  test('gives the predictions and confidences of the head that it was made with', async () => {
    expectSame(await predict('net'), await predict('head'));
  });

  test('with its classes in another order, and more of them than the data set has, gives the same', async () => {
    const file = study.writeNetwork('more.onnx', [1, 7, 0]);
    await runWell(addNetwork('more', file, '--classes', study.writeClasses('water', 'earth', 'fire')));
    expectSame(await predict('more'), await predict('head'));
    const { gaps } = await runJson(inStudy('gap', '--k', '3'));
    const gapsOf = (name: string) =>
      gaps.filter(({ model }: { model: string }) => model === name).map(({ gap }: { gap: number }) => gap);
    expect(gapsOf('more')).toEqual(gapsOf('head'));
    expect(gapsOf('more').length).toBeGreaterThan(0);
  });

  test('without names is taken in the order of the data set, which is said', async () => {
    const { stderr } = await runWell(addNetwork('turned', study.writeNetwork('turned.onnx', [1, 0])));
    expect(stderr).toContain('--classes');
    const [turned, own] = [await predict('turned'), await predict('head')];
    expect([...turned.labels]).toEqual(Array.from(own.labels, (label) => 1 - label));
  });

  test('added again computes nothing again', async () => {
    const shards = path.join(workspace, 'models', 'net.logits');
    const listTimes = () =>
      readdirSync(shards, { recursive: true, encoding: 'utf8' })
        .map((name) => ({ name, facts: statSync(path.join(shards, name)) }))
        .filter(({ facts }) => facts.isFile())
        .map(({ name, facts }) => `${name} ${facts.mtimeMs}`)
        .sort();
    const before = listTimes();
    expect(before.length).toBeGreaterThan(2);
    await runWell(addNetwork('net', at('net.onnx'), '--classes', at('fire-water.txt')));
    expect(listTimes()).toEqual(before);
  });

  test.each([
    [
      'too many classes without names',
      [0, 1, 0],
      undefined,
      'The number of classes of net is 3, that of the data set 2',
    ],
    ['names of other classes', [0, 1], ['fire', 'earth'], 'do not name all 2 classes'],
  ])('%s: refused, and the model of that name stays as it was', async (_, rows, names, words) => {
    const classes = names === undefined ? [] : ['--classes', study.writeClasses(...names)];
    const readModels = () => readdirSync(path.join(workspace, 'models')).sort();
    const readCard = () => readFileSync(path.join(workspace, 'models', 'net', 'card.json'), 'utf8');
    const before = { models: readModels(), card: readCard() };
    const error = await runBadly(1, addNetwork('net', study.writeNetwork('wrong.onnx', rows), ...classes));
    expect(error.code).toBe('model-classes');
    expect(error.message).toContain(words);
    expect(error.message).toContain('--classes FILE');
    expect({ models: readModels(), card: readCard() }).toEqual(before);
  });

  test('that is replaced by predictions loses its confidences with it', async () => {
    await runWell(addNetwork('replaced', at('net.onnx'), '--classes', at('fire-water.txt')));
    const ranked = ['train', 'val'].flatMap((split) => readSplit(split));
    writeFileSync(at('labels.csv'), toCsv(['image', 'prediction'], ranked));
    await runWell(inStudy('model', 'add', 'replaced', '--predictions', at('labels.csv')));
    expect((await predict('replaced')).confidences).toBeUndefined();
    await runWell(inStudy('gap'));
    const rows = readResults(workspace, 'models');
    const errorOf = (name: string) => rows.find(({ model }) => model === name)!.calibration_error;
    expect(errorOf('replaced')).toBe('');
    expect(Number(errorOf('net'))).toBeCloseTo(Number(errorOf('head')), CONFIDENCE_DIGITS);
  });
});

test('a method of repair that there is not is wrong usage, and the others are named', async () => {
  const error = await runBadly(2, inStudy('mitigate', '--methods', 'group-balanced'));
  expect(error.code).toBe('method-unknown');
  expect(error.message).toContain('low-spuriosity, counterexamples, dfr');
});

/** Every image of a split with its true class. */
function readSplit(split: string): [string, string][] {
  const data = JSON.parse(readFileSync(path.join(workspace, 'workspace.json'), 'utf8')).dataset
    .root as string;
  return ['fire', 'water'].flatMap((name) =>
    readdirSync(path.join(data, split, name)).map((file): [string, string] => [
      `${split}/${name}/${file}`,
      name,
    ]),
  );
}

describe('a network from a hub', () => {
  const MEAN = [0.5, 0.4, 0.3] as const;
  const STD = [0.2, 0.25, 0.5] as const;
  let server: http.Server;
  let env: Record<string, string>;
  let requests: string[];
  let files: Record<string, Buffer>;

  const addFromHub = (...more: string[]) => inStudy('model', 'add', 'hubbed', '--hub', ...more);

  beforeAll(async () => {
    // What takes (pixel − mean) / std and undoes it: an encoder that expects normalised pixels.
    const network = insertNormalization(
      study.buildNetwork([0, 1]),
      [-MEAN[0] / STD[0], -MEAN[1] / STD[1], -MEAN[2] / STD[2]],
      [1 / STD[0], 1 / STD[1], 1 / STD[2]],
    );
    const processor = {
      image_processor_type: 'ViTImageProcessor',
      do_normalize: true,
      do_rescale: true,
      do_resize: true,
      image_mean: MEAN,
      image_std: STD,
      resample: 2,
      rescale_factor: 1 / 255,
      size: { height: 16, width: 16 },
    };
    const toJson = (value: object) => Buffer.from(JSON.stringify(value));
    files = {
      '/tiny/colours/resolve/v1/config.json': toJson({ id2label: { 0: 'fire, flame', 1: 'Water' } }),
      '/tiny/colours/resolve/v1/preprocessor_config.json': toJson(processor),
      '/storage/network': Buffer.from(formatModel(network)),
      '/tiny/odd/resolve/main/config.json': toJson({ id2label: { 0: 'fire', 1: 'water' } }),
      '/tiny/odd/resolve/main/preprocessor_config.json': toJson({ ...processor, resample: 1 }),
    };
    const outside = at('outside', 'model.onnx');
    mkdirSync(at('outside'));
    writeWithExternalWeights(outside, parseModel(formatModel(network)), { location: 'model.onnx_data' });
    const base = '/tiny/outside/resolve/main';
    files[`${base}/config.json`] = files['/tiny/colours/resolve/v1/config.json']!;
    files[`${base}/preprocessor_config.json`] = toJson(processor);
    for (const name of ['model.onnx', 'model.onnx_data'])
      files[`${base}/onnx/${name}`] = readFileSync(at('outside', name));
    server = http.createServer(({ url = '' }, response) => {
      requests.push(url);
      // Large files lie elsewhere, as on the Hub.
      if (url === '/tiny/colours/resolve/v1/onnx/model.onnx')
        response.writeHead(302, { Location: '/storage/network' }).end();
      else if (files[url] === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Length': files[url].length }).end(files[url]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    env = {
      HF_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      NO_PROXY: '127.0.0.1',
      XDG_CACHE_HOME: at('cache'),
    };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('is fetched, prepared for as its repository says, named by first synonyms, and recorded', async () => {
    requests = [];
    const added = await runJson(addFromHub('tiny/colours@v1', '--tag', 'tiny'), { env });
    const url = `${env.HF_ENDPOINT}/tiny/colours/resolve/v1/onnx/model.onnx`;
    expect(added).toMatchObject({ name: 'hubbed', kind: 'onnx', tags: ['tiny'], addedFrom: url });
    expectSame(await predict('hubbed'), await predict('head'));
    const card = JSON.parse(readFileSync(path.join(workspace, 'models', 'hubbed', 'card.json'), 'utf8'));
    const bytes = files['/storage/network']!;
    expect(card.source).toEqual({
      url,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(readdirSync(at('cache', 'spuriosity', 'downloads', 'hub'))).toEqual([]);
    expect(requests).toHaveLength(4);
  });

  test('with weights in a second file: both are fetched, and neither is left', async () => {
    requests = [];
    await runJson(addFromHub('tiny/outside'), { env });
    expectSame(await predict('hubbed'), await predict('head'));
    expect(requests.at(-1)).toBe('/tiny/outside/resolve/main/onnx/model.onnx_data');
    expect(readdirSync(at('cache', 'spuriosity', 'downloads', 'hub'))).toEqual([]);
  });

  test('that is not there, or cannot be prepared for, is refused before the network is fetched', async () => {
    requests = [];
    const absent = await runBadly(1, addFromHub('tiny/colours'), { env });
    expect(absent.code).toBe('hub-file-missing');
    expect(absent.message).toContain('tiny/colours has no file config.json');
    expect(absent.message).not.toContain('--from');
    const odd = await runBadly(1, addFromHub('tiny/odd'), { env });
    expect(odd.code).toBe('hub-preprocessing');
    expect(odd.message).toContain('tiny/odd');
    expect(requests.some((url) => url.endsWith('.onnx'))).toBe(false);
    expect((await runBadly(2, addFromHub('no name'), { env })).code).toBe('hub-name');
  });
});
