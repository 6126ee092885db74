/** Judgements about images, on a small data set without pixels: panels of heatmaps, labels. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStudy, FEATURE_COUNT, toManifest } from '../../../test/studies/study.js';
import { UsageError } from '../../base/errors.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { writeNpy } from '../../storage/index.js';
import {
  actOnImages,
  addValidationAnswer,
  decideLabel,
  importFeatures,
  initProject,
  listValidatedPairs,
  type Project,
  readValidationDecision,
  readValidationPanels,
  writeCleanedManifest,
} from '../index.js';

const images = createStudy();
let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-images-'));
  project = await openStudy(toManifest(images), 'study');
});
afterEach(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

async function openStudy(manifest: string, name: string): Promise<Project> {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, manifest);
  const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest', noImages: true } as const;
  return (await initProject(path, join(folder, name), options)).project;
}

describe('panels of heatmaps', () => {
  const pair = { classIndex: 1, feature: 1 };
  const answer = { ...pair, variant: 'lowest', different: [], judgement: 'same', seconds: 20 } as const;

  test('hold training images of the class, by activation', async () => {
    const path = join(folder, 'features.npy');
    const values = Float32Array.from(images.flatMap(({ features }) => features));
    await writeNpy(path, { dtype: 'float32', data: values, shape: [images.length, FEATURE_COUNT] });
    await importFeatures(project, path, null);
    const { panels, chosenFrom } = (await readValidationPanels(project, pair, { variant: 'lowest' }))!;
    const expected = images
      .map((image, index) => ({ ...image, index }))
      .filter(({ classIndex, split }) => classIndex === 1 && split === 'train')
      .sort((a, b) => b.features[1]! - a.features[1]!)
      .map(({ index }) => index);
    expect(chosenFrom).toBe(15);
    expect(panels.flat()).toEqual(expected.slice(0, 15));
  });

  test('are validated by what people answer, each variant by itself', () => {
    for (const workerId of ['Ann', 'Bo', 'Cy', 'Di']) addValidationAnswer(project, { ...answer, workerId });
    const last = { ...answer, workerId: 'Ed', judgement: 'unclear', different: [14, 2, 2] } as const;
    expect(addValidationAnswer(project, last)).toMatchObject({
      isValidated: true,
      isFinal: true,
      sameCount: 4,
    });
    addValidationAnswer(project, { ...last, variant: 'random' });
    expect(readValidationDecision(project, pair, 'random')).toMatchObject({
      isValidated: false,
      isFinal: false,
    });
    expect(listValidatedPairs(project)).toMatchObject([
      { ...pair, variant: 'lowest', isValidated: true, answerCount: 5 },
      { ...pair, variant: 'random', isValidated: false, answerCount: 1 },
    ]);
    expect(project.database.readValidationAnswers(pair).at(-1)!.different).toEqual([2, 14]);
    // A change of mind replaces.
    expect(
      addValidationAnswer(project, { ...answer, workerId: 'Ann', judgement: 'different' }),
    ).toMatchObject({
      isValidated: false,
      answerCount: 5,
    });
  });

  test.each([
    { different: [15] },
    { different: [-1] },
    { different: [0.5] },
    { judgement: 'perhaps' as 'same' },
    { variant: 'other' as 'lowest' },
    { workerId: '' },
  ])('%j is refused', (change) => {
    expect(() => addValidationAnswer(project, { ...answer, workerId: 'Ann', ...change })).toThrow(
      expect.objectContaining({ code: 'answer-malformed' }),
    );
  });
});

describe('labels', () => {
  const given = { decidedBy: 'Ann', newClassIndex: null };

  test('decisions are made, undone by the one before, and become a manifest that init reads', async () => {
    const wrong = images[0]!.classIndex;
    const right = (wrong + 1) % 4;
    const relabel = { ...given, imageIndex: 0, choice: 'relabel', newClassIndex: right } as const;
    expect(decideLabel(project, { ...given, imageIndex: 0, choice: 'keep' })).toMatchObject({
      decision: { image: images[0]!.path, classIndex: wrong, choice: 'keep' },
      previous: null,
    });
    expect(decideLabel(project, relabel)).toMatchObject({ previous: { choice: 'keep' } });
    decideLabel(project, { ...given, imageIndex: 1, choice: 'exclude' });
    decideLabel(project, { ...given, imageIndex: 2, choice: 'exclude' });
    expect(decideLabel(project, { ...given, imageIndex: 2, choice: null })).toMatchObject({
      decision: null,
      previous: { choice: 'exclude' },
    });

    const summary = await writeCleanedManifest(project, join(folder, 'cleaned.csv'));
    expect(summary).toEqual({
      path: join(folder, 'cleaned.csv'),
      imageCount: images.length - 1,
      relabelledCount: 1,
      excludedCount: 1,
      lapsedCount: 0,
      isBesideImages: true,
    });
    const cleaned = await openStudy(await readFile(summary.path, 'utf8'), 'again');
    const before = project.readDataset();
    const after = cleaned.readDataset();
    expect(after.classes).toEqual(before.classes);
    expect(after.groupColumns).toEqual(before.groupColumns);
    const expected = before.images.filter(({ index }) => index !== 1);
    expect(after.images).toEqual(
      expected.map((image, index) => ({
        ...image,
        index,
        classIndex: index === 0 ? right : image.classIndex,
        columns: { ...image.columns, decision: index === 0 ? 'relabel' : '' },
      })),
    );
    cleaned.close();
  });

  test('of many images those that have the class already stay; acts that cannot all be done are not done at all', () => {
    const newClassIndex = images[0]!.classIndex;
    const relabel = { kind: 'decide', choice: 'relabel', newClassIndex } as const;
    const all = images.map((_, index) => index);
    const others = images.filter(({ classIndex }) => classIndex !== newClassIndex);
    const acted = actOnImages(project, { acts: [{ ...relabel, images: all }], decidedBy: 'Ann' });
    expect(acted.changedCount).toBe(others.length);
    expect(project.database.readLabelDecisions()).toHaveLength(others.length);
    expect(acted.undo).toHaveLength(1);
    const tag = { kind: 'tag', images: [0], tag: 'night', isSet: true } as const;
    for (const wrong of [
      { ...tag, tag: ' ' },
      { ...tag, images: [9999] },
    ]) {
      expect(() => actOnImages(project, { acts: [tag, wrong], decidedBy: 'Ann' } as never)).toThrow(
        UsageError,
      );
    }
    expect(project.database.readImageTags()).toEqual([]);
  });

  test.each([
    [{ imageIndex: 9999, choice: 'keep' }, 'image-unknown'],
    [{ imageIndex: 0, choice: 'relabel', newClassIndex: 4 }, 'class-unknown'],
    [{ imageIndex: 0, choice: 'relabel' }, 'label-decision'],
    [{ imageIndex: 0, choice: 'relabel', newClassIndex: images[0]!.classIndex }, 'label-decision'],
    [{ imageIndex: 0, choice: 'exclude', newClassIndex: 1 }, 'label-decision'],
    [{ imageIndex: 0, choice: null, newClassIndex: 1 }, 'label-decision'],
    [{ imageIndex: 0, choice: 'keep', decidedBy: '' }, 'answer-malformed'],
  ] as const)('%j is refused as %s', (change, code) => {
    expect(() => decideLabel(project, { ...given, ...change })).toThrow(expect.objectContaining({ code }));
    expect(project.database.readLabelDecisions()).toEqual([]);
  });
});
