import { expect, it } from 'vitest';
import { toMarks } from '../marks/marks.js';
import type { SelectedImage } from './selection.js';
import { formatSelectionCsv, formatSelectionList, formatSelectionMetadata } from './selection-files.js';

const image: SelectedImage = {
  image: 3,
  path: 'train/a, "b"/1.jpg',
  classIndex: 1,
  split: 'train',
  rank: 1,
  score: -1.25,
  scoreName: 'spuriosity',
  predicted: 0,
  isFlagged: false,
  groups: { place: 'land' },
};
const bare: SelectedImage = {
  ...image,
  path: 'x.jpg',
  rank: null,
  score: null,
  scoreName: null,
  predicted: null,
  groups: {},
};
const marks = toMarks({
  tags: ['blurry', 'night'].map((tag) => ({ tag, images: [3] })),
  decisions: [{ image: 3, choice: 'exclude', newClassIndex: null, decidedBy: 'Ada', decidedAt: 'then' }],
});
const toName = (classIndex: number) => ['cat', 'dog'][classIndex] ?? '?';

it('writes one path a line', () => {
  expect(formatSelectionList([image, bare])).toBe('train/a, "b"/1.jpg\nx.jpg\n');
});

it('quotes what CSV needs quoted, and leaves unknown cells empty', () => {
  expect(
    formatSelectionCsv([image, { ...bare, image: 4 }], toName, marks)
      .split('\n')
      .slice(1),
  ).toEqual([
    '"train/a, ""b""/1.jpg",1,dog,train,1,-1.25,spuriosity,0,cat,false,exclude,blurry;night,land',
    'x.jpg,1,dog,train,,,,,,false,,,',
    '',
  ]);
});

it('names the score by what it is in metadata.jsonl', () => {
  const [first, second] = formatSelectionMetadata([image, { ...bare, image: 4 }], toName, marks)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toEqual({
    place: 'land',
    file_name: 'train/a, "b"/1.jpg',
    label: 'dog',
    split: 'train',
    spuriosity: -1.25,
    rank: 1,
    flag: false,
    decision: 'exclude',
    tags: 'blurry;night',
  });
  const nothing = { flag: false, decision: null, tags: null };
  expect(second).toEqual({ file_name: 'x.jpg', label: 'dog', split: 'train', ...nothing });
});
