import { expect, test } from 'vitest';
import type { ClassRecord, ImageRecord } from '../../records/dataset.js';
import type { LabelChoice, LabelDecision } from '../../records/judgement.js';
import { buildCleanedManifest } from './cleaned-manifest.js';

const classes: ClassRecord[] = ['ant', 'bee, striped'].map((name, index) => ({
  index,
  name,
  displayName: name,
}));
const images = [0, 1, 0, 1].map(
  (classIndex, index): ImageRecord => ({
    index,
    path: `${index}.jpg`,
    location: null,
    classIndex,
    split: index < 3 ? 'train' : 'val',
    columns: index === 0 ? { place: 'water', label: 'an older one' } : {},
  }),
);
const dataset = { classes, images, extraColumns: ['place', 'label'] };

function decide(image: number, choice: LabelChoice, change: Partial<LabelDecision> = {}): LabelDecision {
  return {
    image: `${image}.jpg`,
    classIndex: images[image]?.classIndex ?? 0,
    choice,
    newClassIndex: null,
    decidedBy: 'Ann',
    decidedAt: 'then',
    ...change,
  };
}

test('without decisions every image stands as it is, with its further columns', () => {
  expect(buildCleanedManifest(dataset, { decisions: [], tags: [] })).toEqual({
    columns: ['path', 'label', 'split', 'place'],
    rows: [
      { path: '0.jpg', label: 'ant', split: 'train', place: 'water' },
      { path: '1.jpg', label: 'bee, striped', split: 'train', place: '' },
      { path: '2.jpg', label: 'ant', split: 'train', place: '' },
      { path: '3.jpg', label: 'bee, striped', split: 'val', place: '' },
    ],
    relabelledCount: 0,
    excludedCount: 0,
    lapsed: [],
  });
});

test('keeps, relabels and excludes', () => {
  const decisions = [decide(0, 'keep'), decide(1, 'relabel', { newClassIndex: 0 }), decide(3, 'exclude')];
  const cleaned = buildCleanedManifest(dataset, { decisions, tags: [] });
  expect(cleaned.rows.map(({ path, label }) => `${path} ${label}`)).toEqual([
    '0.jpg ant',
    '1.jpg ant',
    '2.jpg ant',
  ]);
  expect(cleaned).toMatchObject({ relabelledCount: 1, excludedCount: 1, lapsed: [] });
  expect(cleaned.columns).toEqual(['path', 'label', 'split', 'place', 'decision']);
  expect(cleaned.rows.map(({ decision }) => decision)).toEqual(['keep', 'relabel', '']);
});

test('a decision on another label, another image or another class list lapses', () => {
  const decisions = [
    decide(0, 'exclude', { classIndex: 1 }),
    decide(9, 'exclude'),
    decide(1, 'relabel', { newClassIndex: 7 }),
  ];
  const cleaned = buildCleanedManifest(dataset, { decisions, tags: [] });
  expect(cleaned.rows).toEqual(buildCleanedManifest(dataset, { decisions: [], tags: [] }).rows);
  expect(cleaned.lapsed).toEqual(decisions);
});

test('tags and doubts go along, beside tags that the data set has itself', () => {
  const tag = (image: number, text: string) => ({
    ...{ image: `${image}.jpg`, tag: text, isSet: true, decidedBy: 'Ann', decidedAt: 'then' },
  });
  const marks = {
    decisions: [decide(2, 'flag')],
    tags: [tag(0, 'blurry'), tag(0, 'night'), tag(3, 'night')],
  };
  const own = images.map((image): ImageRecord => {
    const columns: ImageRecord['columns'] = image.index === 0 ? { tags: 'old; night' } : {};
    return { ...image, columns };
  });
  const cleaned = buildCleanedManifest({ classes, images: own, extraColumns: ['tags'] }, marks);
  expect(cleaned.columns).toEqual(['path', 'label', 'split', 'tags', 'decision']);
  expect(cleaned.rows.map(({ tags, decision }) => [tags, decision])).toEqual([
    ['old;night;blurry', ''],
    ['', ''],
    ['', 'flag'],
    ['night', ''],
  ]);
  expect(buildCleanedManifest(dataset, marks).columns.slice(3)).toEqual(['place', 'decision', 'tags']);
});
