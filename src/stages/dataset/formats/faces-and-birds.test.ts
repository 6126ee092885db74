import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles } from '../../../../test/dataset-reading.js';
import { emptyFiles } from '../../../../test/trees.js';

const BIRDS = ['001.Albatross/A_0001_1.jpg', '002.Sparrow/S_0001_2.jpg', '002.Sparrow/S_0002_3.jpg'];

test('Waterbirds: classes, splits and places by the numbers of its authors (D70)', async () => {
  const rows = [
    `1,${BIRDS[0]},1,2,1,/o/ocean/1.jpg`,
    `2,${BIRDS[1]},0,0,1,/l/lake/natural/2.jpg`,
    `3,${BIRDS[2]},0,1,0,/f/forest/broadleaf/3.jpg`,
    '4,002.Sparrow/absent.jpg,0,0,0,x',
    `5,${BIRDS[2]},7,0,0,x`,
  ];
  const dataset = await readFiles({
    ...emptyFiles(...BIRDS),
    'metadata.csv': `img_id,img_filename,y,split,place,place_filename\n${rows.join('\n')}\n`,
  });
  expect(dataset.format).toBe('waterbirds');
  expect(dataset.classes.map(({ name }) => name)).toEqual(['landbird', 'waterbird']);
  expect(listImages(dataset)).toEqual([
    `test waterbird ${BIRDS[0]}`,
    `train landbird ${BIRDS[1]}`,
    `val landbird ${BIRDS[2]}`,
  ]);
  expect(dataset.images.map(({ columns }) => columns.place)).toEqual(['water', 'water', 'land']);
  expect([dataset.groupColumns, dataset.extraColumns]).toEqual([
    ['place'],
    ['img_id', 'place', 'place_filename'],
  ]);
  expect(listSkipped(dataset)).toEqual([`bad-label ${BIRDS[2]}`, 'absent-file 002.Sparrow/absent.jpg']);
});

const FACES = [1, 2, 3, 4].map((n) => `00000${n}.jpg`);
const ATTRIBUTES_TXT =
  '4\r\nBlond_Hair Brown_Hair Male \r\n' +
  `${FACES[0]}  1 -1 -1\r\n${FACES[1]} -1  1  1\r\n${FACES[2]}  1  1 -1\r\n${FACES[3]} -1 -1  1\r\nbroken.jpg 1\r\n`;
const PARTITION_TXT = FACES.map((name, at) => `${name} ${[0, 0, 1, 2][at]}\r\n`).join('');
const FACE_FILES = emptyFiles(...FACES.map((name) => `img_align_celeba/${name}`));

test("CelebA: the authors' text files with CRLF, one attribute against its absence (D71, D72)", async () => {
  const dataset = await readFiles({
    ...FACE_FILES,
    'Anno/list_attr_celeba.txt': ATTRIBUTES_TXT,
    'Eval/list_eval_partition.txt': PARTITION_TXT,
  });
  expect(dataset.format).toBe('celeba');
  expect(dataset.classes.map(({ name }) => name)).toEqual(['not Blond_Hair', 'Blond_Hair']);
  expect(listImages(dataset)).toEqual([
    'train Blond_Hair img_align_celeba/000001.jpg',
    'train not Blond_Hair img_align_celeba/000002.jpg',
    'val Blond_Hair img_align_celeba/000003.jpg',
    'test not Blond_Hair img_align_celeba/000004.jpg',
  ]);
  expect(dataset.images.map(({ columns }) => columns)).toEqual(
    ['-1', '1', '-1', '1'].map((Male) => ({ Male })),
  );
  expect(dataset.groupColumns).toEqual(['Male']);
  expect(listSkipped(dataset)).toEqual(['malformed-row Anno/list_attr_celeba.txt, row 5']);
});

test("CelebA: Kaggle's CSV files, nested PNG images, two attributes as classes (D71)", async () => {
  const rows = [`${FACES[0]},1,-1,-1`, `${FACES[1]},-1,1,1`, `${FACES[2]},1,1,-1`, `${FACES[3]},-1,-1,1`];
  const dataset = await readFiles(
    {
      ...emptyFiles(
        ...FACES.map((name) => `img_align_celeba/img_align_celeba/${name.replace('jpg', 'png')}`),
      ),
      'list_attr_celeba.csv': `image_id,Blond_Hair,Brown_Hair,Male\n${rows.join('\n')}\n`,
      'list_eval_partition.csv': `image_id,partition\n${FACES.map((name, at) => `${name},${at % 2}`).join('\n')}\n`,
    },
    { attributes: ['Brown_Hair', 'Blond_Hair'] },
  );
  expect(dataset.classes.map(({ name }) => name)).toEqual(['Brown_Hair', 'Blond_Hair']);
  expect(listImages(dataset)).toEqual([
    'train Blond_Hair img_align_celeba/img_align_celeba/000001.png',
    'val Brown_Hair img_align_celeba/img_align_celeba/000002.png',
  ]);
  expect(dataset.notes.join('\n')).toContain('2 images show none or several of Brown_Hair, Blond_Hair');
});

test('CelebA: other groups, unknown attributes, no partition file (D7, D72)', async () => {
  const files = { ...FACE_FILES, 'list_attr_celeba.txt': ATTRIBUTES_TXT };
  const dataset = await readFiles(files, { attributes: ['Male'], groupColumns: ['Blond_Hair'] });
  expect(dataset.groupColumns).toEqual(['Blond_Hair']);
  expect(dataset.images.filter(({ split }) => split === 'val')).toHaveLength(2);
  expect((await readFiles(files, { attributes: ['Male'] })).groupColumns).toEqual([]);
  await expect(readFiles(files, { attributes: ['Blonde_Hair'] })).rejects.toMatchObject({
    code: 'unknown-attribute',
    next: expect.stringContaining('Blond_Hair'),
  });
});

const UTK = [
  '25_0_2_20170116174525125.jpg.chip.jpg',
  '61_1_0_20170109142408075.jpg',
  '1_1_4_20161219160623097.jpg',
];
const UTK_BROKEN = [
  '39_1_20170116174525125.jpg.chip.jpg',
  '44_1_4_20170116235150272jpg.chip.jpg',
  'group photo.jpg',
];

test('UTKFace: labels from file names, rejects listed, groups without the task (D73)', async () => {
  const files = emptyFiles(...[...UTK, ...UTK_BROKEN].map((name) => `UTKFace/${name}`));
  const gender = await readFiles(files, { valFraction: 0 });
  expect(gender.format).toBe('utkface');
  expect(listImages(gender)).toEqual([
    `train female UTKFace/${UTK[2]}`,
    `train male UTKFace/${UTK[0]}`,
    `train female UTKFace/${UTK[1]}`,
  ]);
  expect(gender.classes.map(({ name }) => name)).toEqual(['male', 'female']);
  expect(gender.images[1]!.columns).toEqual({ age: '25', gender: 'male', race: 'Asian' });
  expect(gender.groupColumns).toEqual(['race']);
  expect(listSkipped(gender).sort()).toEqual(
    UTK_BROKEN.map((name) => `unreadable-name UTKFace/${name}`).sort(),
  );
  const race = await readFiles(files, { task: 'race' });
  expect([race.classes.length, race.groupColumns]).toEqual([5, ['gender']]);
  const age = await readFiles(files, { task: 'age', ageBins: [0, 18, 60] });
  expect(age.classes.map(({ name }) => name)).toEqual(['0-17', '18-59', '60+']);
  await expect(readFiles(files, { task: 'age', ageBins: [30, 10] })).rejects.toMatchObject({
    code: 'age-bins',
  });
});

test('UTKFace: a tenth is held out by default (D7, D73)', async () => {
  const faces = Array.from(
    { length: 40 },
    (_, i) => `${i + 1}_${i % 2}_0_201701161745251${String(i).padStart(2, '0')}.jpg`,
  );
  const dataset = await readFiles(emptyFiles(...faces));
  expect(dataset.images.filter(({ split }) => split === 'val')).toHaveLength(4);
});
