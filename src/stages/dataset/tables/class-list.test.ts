import { expect, test } from 'vitest';
import { parseClassList } from './class-list.js';

test('classes.csv in any row order', () => {
  const text = 'class_index,wordnet_id,class_name\n1,n02012849,crane\n0,n01440764,"tench, Tinca tinca"\n';
  expect(parseClassList(text, 'classes.csv')).toEqual([
    { name: 'n01440764', wordnetId: 'n01440764', displayName: 'tench, Tinca tinca' },
    { name: 'n02012849', wordnetId: 'n02012849', displayName: 'crane' },
  ]);
});

test('class_metadata.csv of salient_imagenet', () => {
  const text =
    'class_index,synset,wordnet_id,gloss,wikilinks,supercategory,val_sample_paths\n' +
    "0,great_white_shark.n.01,n01484850,\"large, aggressive\",['https://a'],Fish,\"['ILSVRC2012_val_00000001.JPEG', 'b']\"\n";
  expect(parseClassList(text, 'class_metadata.csv')).toEqual([
    {
      name: 'n01484850',
      wordnetId: 'n01484850',
      displayName: 'great white shark',
      gloss: 'large, aggressive',
      superCategory: 'Fish',
    },
  ]);
});

test('imagenet_class_index.json and plain JSON lists', () => {
  expect(
    parseClassList('{"1": ["n02012849", "crane"], "0": ["n01440764", "great_tench"]}', 'x.json'),
  ).toEqual([
    { name: 'n01440764', wordnetId: 'n01440764', displayName: 'great tench' },
    { name: 'n02012849', wordnetId: 'n02012849', displayName: 'crane' },
  ]);
  expect(parseClassList('["b", "a"]', 'x.json')).toEqual([{ name: 'b' }, { name: 'a' }]);
});

test('one name a line, commas and all; lines that begin with a WordNet id', () => {
  expect(parseClassList('\uFEFFzebra\r\n\r\ngoldfish, Carassius\r\n', 'names.txt')).toEqual([
    { name: 'zebra' },
    { name: 'goldfish, Carassius' },
  ]);
  expect(parseClassList('n01440764, tench\nn02012849 crane, bird\n', 'inet_labels.txt')).toEqual([
    { name: 'n01440764', wordnetId: 'n01440764', displayName: 'tench' },
    { name: 'n02012849', wordnetId: 'n02012849', displayName: 'crane, bird' },
  ]);
});

test.each([
  ['crane\ncrane\n', 'class-list-duplicate'],
  ['', 'class-list-malformed'],
  ['{"0": 3}', 'class-list-malformed'],
  ['{"0": "a"', 'class-list-malformed'],
  ['class_index,class_name\n1,a\n2,b\n', 'class-list-malformed'],
  ['class_index,class_name\n0,a\n0,b\n', 'class-list-malformed'],
])('%j is refused as %s', (text, code) => {
  expect(() => parseClassList(text, 'classes.csv')).toThrow(expect.objectContaining({ code }));
});
