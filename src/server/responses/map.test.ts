/** What is drawn on the map: coordinates, outcomes of models, activations of cues. */
import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withJudgedStudy } from '../../../test/studies/live-study.js';
import {
  buildMapActivationsResponse,
  buildMapOutcomesResponse,
  buildMapReply,
  buildPairsResponse,
} from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

test('a cue of the map has the activations of every image, of whichever class', () =>
  withJudgedStudy(folder, async (live) => {
    const map = (await buildMapReply(live, 'pca')).map!;
    const { classes } = buildPairsResponse(live);
    const spurious = classes.flatMap(({ classIndex, pairs }) =>
      pairs.flatMap(({ feature, verdict }) => (verdict === 'spurious' ? [{ classIndex, feature }] : [])),
    );
    expect(spurious.length).toBeGreaterThan(0);
    expect(map.cues).toEqual(expect.arrayContaining(spurious));
    const { values } = await buildMapActivationsResponse(live, 'pca', 4);
    expect(values).toEqual(map.images.map((image) => expect.closeTo(STUDY_IMAGES[image]!.features[4]!, 3)));
  }));

test('the outcomes of a model are those of its predictions; of the first one they come with the map', () =>
  withJudgedStudy(folder, async (live) => {
    const map = (await buildMapReply(live, 'pca')).map!;
    const model = live.models[0]!;
    expect(map.models).toEqual(live.models.map(({ name }) => name));
    const { isCorrect } = await buildMapOutcomesResponse(live, 'pca', model.name);
    expect(isCorrect).toEqual(map.isCorrect);
    const measured = map.images.filter((_, place) => isCorrect[place] !== null);
    expect(measured.map((image) => STUDY_IMAGES[image]!.split)).toEqual(measured.map(() => 'val'));
    const right = isCorrect.filter((one) => one === true).length;
    expect(right / measured.length).toBeCloseTo(model.accuracy!, 9);
    expect(measured.length).toBeGreaterThan(0);
  }));
