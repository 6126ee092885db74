/**
 * Hostile manifests, lists of classes, answers, decisions about labels and arrays of features.
 */
import { toNpy } from '../../arrays.js';
import { join, le16, le32 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { type HostileTable, IMAGES, type TableRow } from './doors.js';

const found = (document: Record<string, unknown>) => ({ document });
const two = found({ classCount: 2 });

const MANIFESTS: TableRow[] = [
  [
    'as it should be',
    found({ classCount: 2, imageCounts: { train: 2, val: 0, test: 0 } }),
    'path,label,split\n1.jpg,cat,train\n2.jpg,dog,train\n',
  ],
  ['nothing', 'refused', ''],
  ['a header alone', 'refused', 'path,label\n'],
  ['no labels', 'refused', 'path\n1.jpg\n'],
  ['a split that there is not', 'refused', 'path,label,split\n1.jpg,cat,evil\n2.jpg,dog,train\n'],
  ['a quote that is not closed', 'refused', 'path,label\n"1.jpg,cat\n2.jpg,dog\n'],
  [
    'a hundred thousand classes',
    found({ classCount: 100_000 }),
    () =>
      `path,label,split\n${Array.from({ length: 100_000 }, (_, at) => `${at}.jpg,c${at},train`).join('\n')}`,
  ],
  [
    'classes called as prototypes',
    found({ classCount: 3 }),
    'path,label,split\n1.jpg,__proto__,train\n2.jpg,constructor,train\n3.jpg,toString,train\n',
  ],
  [
    'a class of a megabyte',
    two,
    () => `path,label,split\n1.jpg,${'x'.repeat(2 ** 20)},train\n2.jpg,dog,train\n`,
  ],
  ['a class of control characters', two, 'path,label,split\n1.jpg,\u0007\u001b[2J,train\n2.jpg,dog,train\n'],
  ['one image as two classes', 'refused', 'path,label,split\n1.jpg,cat,train\n1.jpg,dog,train\n'],
];

const CLASS_LISTS: TableRow[] = [
  ['as it should be', two, 'cat\ndog\n'],
  ['nothing', 'refused', ''],
  ['more names than classes', 'refused', 'cat\ndog\nemu\n'],
  ['one name twice', 'refused', 'cat\ncat\n'],
  ['no UTF-8', 'refused', 'c\xff\xfe\ndog\n'],
  ['a million names', 'refused', () => Array.from({ length: 1_000_000 }, (_, at) => `c${at}`).join('\n')],
];

const CLASS_JSONS: TableRow[] = [
  ['as it should be', two, '["cat", "dog"]'],
  ['a prototype', 'refused', '{"__proto__": ["cat", "dog"]}'],
  ['places that there are not', 'refused', '{"0": "cat", "99999999999": "dog"}'],
  [
    'lists within lists, a hundred thousand deep',
    'refused',
    () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ],
  ['numbers', 'refused', '[1, {"a": 2}]'],
];

const HEADER =
  'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';

const ANSWERS: TableRow[] = [
  ['nothing', 'refused', ''],
  ['another table', 'refused', 'a,b\n1,2\n'],
  ['a quote that is not closed', 'refused', `${HEADER}\n"x,,0,1,1,main_object,5,\n`],
  ['a class beyond all', found({ added: 0 }), `${HEADER}\nx,,99,1,1,main_object,5,y\n`],
  ['a feature beyond all', found({ added: 0 }), `${HEADER}\nx,,0,1e300,1,main_object,5,y\n`],
  ['an answer that there is not', found({ added: 0 }), `${HEADER}\nx,,0,1,1,evil,5,y\n`],
  ['a person called by nothing', found({ added: 0 }), `${HEADER}\n" ",,0,1,1,background,5,y\n`],
  ['a person called by zeros', found({ added: 0 }), `${HEADER}\n\0,,0,1,1,background,5,y\n`],
  ['numbers in other spellings', found({ added: 0 }), `${HEADER}\nx,,0x0,1e0,1,background,5,y\n`],
];

const DECISIONS: TableRow[] = [
  [
    'as they should be',
    found({ applied: { counts: { keep: 1, relabel: 1, exclude: 0 }, rowCount: 2 } }),
    `image,decision,new_class\n${IMAGES[0]},keep,\n${IMAGES[1]},relabel,dog\n`,
  ],
  ['nothing', 'refused', ''],
  ['a decision that there is not', 'refused', `image,decision,new_class\n${IMAGES[0]},delete,\n`],
  ['a class that there is not', 'refused', `image,decision,new_class\n${IMAGES[0]},relabel,__proto__\n`],
  ['an image that there is not', 'refused', 'image,decision,new_class\n../../etc/passwd,keep,\n'],
  [
    'two decisions on one image',
    'refused',
    `image,decision,new_class\n${IMAGES[0]},keep,\n${IMAGES[0]},exclude,\n`,
  ],
];

const header = (text: string, version = '\x01\0'): Buffer =>
  join('\x93NUMPY', version, le16(text.length), text);
const array = (shape: string, descr = '<f4', data: Uint8Array = Buffer.alloc(64)) =>
  join(header(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`), data);

const FEATURES: TableRow[] = [
  [
    'as they should be',
    found({ rowCount: 4, featureCount: 3 }),
    toNpy(
      '<f4',
      [4, 3],
      Array.from({ length: 12 }, (_, at) => at / 7),
    ),
  ],
  ['nothing', 'refused', ''],
  ['their signature alone', 'refused', '\x93NUMPY'],
  ['objects of Python', 'refused', array('(4, 3)', '|O')],
  ['texts', 'refused', array('(4, 3)', '<U8')],
  ['more values than are there', 'refused', array('(4, 300000000)')],
  ['a shape whose product wraps', 'refused', array('(4294967296, 4294967296)')],
  ['a shape below 0', 'refused', array('(-4, -3)')],
  ['a shape of a thousand axes', 'refused', array(`(${'1, '.repeat(1000)})`)],
  ['a header of 4 GB', 'refused', join('\x93NUMPY\x02\0', le32(-1), '{')],
  [
    'a version that there is not',
    'refused',
    header("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }\n", '\x09\0'),
  ],
  ['rows of nothing', 'refused', array('(4, 0)')],
  ['more rows than images', 'refused', toNpy('<f4', [5, 2], Array<number>(10).fill(1))],
  [
    'values that are no numbers',
    found({ unusableCount: 4 }),
    toNpy('<f4', [4, 3], Array<number>(12).fill(Number.NaN)),
  ],
  ['values without end', 'refused', toNpy('<f8', [4, 3], Array<number>(12).fill(1e300))],
];

/** All of them. */
export const OTHER_TABLES: HostileTable[] = [
  ...toHostileFiles('manifest', 'manifest.csv', MANIFESTS),
  ...toHostileFiles('classes', 'classes.txt', CLASS_LISTS),
  ...toHostileFiles('classes in JSON', 'classes.json', CLASS_JSONS),
  ...toHostileFiles('answers', 'answers.csv', ANSWERS),
  ...toHostileFiles('decisions', 'decisions.csv', DECISIONS),
  ...toHostileFiles('features', 'features.npy', FEATURES),
];
