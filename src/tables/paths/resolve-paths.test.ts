import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { PathIndex, resolvePaths } from './resolve-paths.js';

/** `path` of each row's image, null for none; notes and hint. */
function resolve(written: string[], known: string[], { baseFolder = '', rootPath = '/data/birds' } = {}) {
  const { places, notes, hint } = resolvePaths(
    { written, baseFolder, rootPath, fileName: 'labels.csv' },
    new PathIndex(known),
  );
  return { paths: [...places].map((place) => known[place] ?? null), notes, hint };
}

const IMAGES = ['train/a/1.png', 'train/a/2.png', 'train/b/1.png', 'train/b/2.png'];
const asIf = (change: (path: string) => string) => IMAGES.map(change);

describe('paths that mean one image each are found, with a note on what was assumed', () => {
  test.each<[string, string[], string[], RegExp | null]>([
    ['as they stand', IMAGES, IMAGES, null],
    ['with dots and white space', asIf((path) => ` ./x/../${path} `), IMAGES, null],
    ['absolute below the root', asIf((path) => `/data/birds/${path}`), IMAGES, null],
    [
      'absolute on another machine',
      asIf((path) => `/home/ann/birds/${path}`),
      IMAGES,
      /without "home\/ann\/birds\/"/,
    ],
    [
      'of Windows',
      asIf((path) => path.replaceAll('/', '\\')),
      IMAGES,
      /4 paths of labels.csv were read with \/ for \\/,
    ],
    [
      'absolute of Windows',
      asIf((path) => `C:\\Users\\Ann\\${path.replaceAll('/', '\\')}`),
      IMAGES,
      /without "C:\/Users\/Ann\/"/,
    ],
    ['with a slash in front', asIf((path) => `/${path}`), IMAGES, /without the "\/" in front/],
    ['from the folder above', asIf((path) => `../birds/${path}`), IMAGES, /without "..\/birds\/"/],
    ['without the extension', asIf((path) => path.slice(0, -4)), IMAGES, /with the extension .png/],
    ['with another extension', asIf((path) => path.replace('png', 'jpg')), IMAGES, /extension .png for .jpg/],
    ['without a folder in front', asIf((path) => path.slice(6)), IMAGES, /with "train\/" in front/],
    ['with a folder too much', asIf((path) => `images/${path}`), IMAGES, /without "images\/"/],
    ['in another letter case', asIf((path) => path.toUpperCase()), IMAGES, /in another letter case/],
    [
      'without folder and extension, in another case',
      asIf((path) => path.slice(6, -4).toUpperCase()),
      IMAGES,
      /with "train\/" in front and with the extension .png and in another letter case: "A\/1" is train\/a\/1.png/,
    ],
    [
      'spread over folders',
      ['x1.png', 'x2.png', 'x3.png'],
      ['images_01/x1.png', 'images_02/x2.png', 'images_02/x3.png'],
      /in whichever folder/,
    ],
    ['composed for decomposed', ['caf\u00e9/1.png'], ['cafe\u0301/1.png'], /another form of accents/],
    [
      'in both forms at once, of Windows',
      ['caf\u00e9\\cre\u0300me.png'],
      ['cafe\u0301/cr\u00e8me.png'],
      /another form of accents/,
    ],
    [
      'a name with dots and no extension',
      ['2024.05.01', '2024.05.02'],
      ['2024.05.01.jpg', '2024.05.02.jpg'],
      /.jpg/,
    ],
  ])('%s', (_, written, images, note) => {
    const known = images === IMAGES ? IMAGES : images;
    const { paths, notes, hint } = resolve(written, known);
    expect(paths).toEqual(known);
    if (note === null) expect(notes).toEqual([]);
    else expect(notes.join('\n')).toMatch(note);
    expect(hint).toBeNull();
  });
});

describe('what could mean several images, or another one, is named and left', () => {
  test.each<[string, string[], string[], RegExp]>([
    [
      'two folders fit',
      ['a0', 'a1'],
      ['images/a0.png', 'images/a1.png', 'masks/a0.png', 'masks/a1.png'],
      /images\/a0.png or masks\/a0.png|masks\/a0.png or images\/a0.png/,
    ],
    ['two extensions fit', ['a0', 'a1'], ['a0.png', 'a0.jpg', 'a1.png', 'a1.jpg'], /a0.png or a0.jpg/],
    [
      'a folder would be exchanged',
      ['val/1.png', 'val/2.png'],
      ['train/1.png', 'train/2.png'],
      /"train\/" for "val\/".*may be train\/1.png/,
    ],
    [
      'too few fit',
      ['1.png', '2.png', '3.png', '4.png'],
      ['train/1.png'],
      /1 of 4 paths.*"train\/" in front/,
    ],
  ])('%s', (_, written, known, hint) => {
    const resolved = resolve(written, known);
    expect(resolved.paths).toEqual(written.map(() => null));
    expect(resolved.hint).toMatch(hint);
  });

  test('a split’s folder is not taken for another’s', () => {
    const { paths } = resolve(['val/1.png', 'val/2.png'], ['1.png', '2.png'], { rootPath: '/data/train' });
    expect(paths).toEqual([null, null]);
    const own = resolve(['train/1.png', 'train/2.png'], ['1.png', '2.png'], { rootPath: '/data/train' });
    expect(own.paths).toEqual(['1.png', '2.png']);
  });

  test('beside paths that are right, a lost image is not looked for in other folders', () => {
    const known = ['a/1.png', 'a/2.png', 'b/3.png'];
    expect(resolve(['a/1.png', 'a/2.png', '3.png'], known).paths).toEqual(['a/1.png', 'a/2.png', null]);
    // Letter case and a missing extension are another spelling of the same place.
    expect(resolve(['a/1.png', 'A/2.PNG', 'b/3'], known).paths.slice(0, 2)).toEqual(['a/1.png', 'a/2.png']);
  });

  test('two spellings of one image are not two images', () => {
    expect(resolve(['a.png', 'A.png'], ['a.png']).paths).toEqual(['a.png', null]);
    expect(resolve(['A.png', 'A.PNG'], ['a.png']).paths).toEqual([null, null]);
  });

  test('a name that is written twice may mean two images', () => {
    const known = ['a/7.png', 'b/1.png', 'b/2.png', 'b/7.png'];
    expect(resolve(['7.png', '1.png', '2.png', '7.png'], known).paths).toEqual([null, null, null, null]);
  });

  test('web addresses and empty cells name no image', () => {
    expect(resolve(['https://x.org/1.png', ' '], ['1.png']).paths).toEqual([null, null]);
  });
});

test('a few lost images do not hide the difference', () => {
  const known = Array.from({ length: 20 }, (_, at) => `train/${at}.jpg`);
  const written = [...known.map((path) => path.slice(6, -4)), 'lost'];
  expect(resolve(written, known).paths).toEqual([...known, null]);
});

const toOneForm = (path: string) => path.replaceAll('\\', '/').normalize('NFC');

test('whatever is done to paths alike, no row meets an image that it does not mean', () => {
  const part = fc.constantFrom('a', 'B', 'caf\u00e9', 'x y', '007', '1.5', 'train', 'val', 'images');
  const image = fc
    .tuple(
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.nat({ max: 30 }),
      fc.constantFrom('.jpg', '.PNG'),
    )
    .map(([folders, number, extension]) => `${folders.join('/')}/${number}${extension}`);
  const changes: ((path: string) => string)[] = [
    (path) => path,
    (path) => `images/${path}`,
    (path) => `/elsewhere/${path}`,
    (path) => path.slice(path.indexOf('/') + 1),
    (path) => path.slice(path.lastIndexOf('/') + 1),
    (path) => path.replace(/\.\w+$/, ''),
    (path) => path.toUpperCase(),
    (path) => path.normalize('NFD').replaceAll('/', '\\'),
  ];
  fc.assert(
    fc.property(
      fc.uniqueArray(image, { minLength: 1, maxLength: 25 }),
      fc.subarray(changes, { maxLength: 3 }),
      (known, applied) => {
        const written = known.map((path) => applied.reduce((text, change) => change(text), path));
        const forms = new Map(known.map((path) => [toOneForm(path), path]));
        for (const [at, path] of resolve(written, known).paths.entries()) {
          // A path that is written as another image's is that image's: no reader can tell.
          if (path !== null) expect([known[at], forms.get(toOneForm(written[at]!))]).toContain(path);
        }
      },
    ),
    { numRuns: 500 },
  );
});
