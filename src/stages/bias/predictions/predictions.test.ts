import { describe, expect, test } from 'vitest';
import { StageError } from '../../../base/errors.js';
import type { SplitName } from '../../../records/dataset.js';
import type { PredictionCell } from './prediction-rows.js';
import {
  formatAccuracyWarning,
  type PredictionInput,
  type PredictionSource,
  parsePredictions,
} from './predictions.js';

const images: { path: string; split: SplitName; classIndex: number }[] = [
  { path: 'train/ant/1.jpg', split: 'train', classIndex: 0 },
  { path: 'train/bee/1.jpg', split: 'train', classIndex: 1 },
  { path: 'train/bee/2.jpg', split: 'train', classIndex: 1 },
  { path: 'val/ant/1.jpg', split: 'val', classIndex: 0 },
  { path: 'val/bee/1.jpg', split: 'val', classIndex: 1 },
];
const classes = ['ant', 'bee', 'wasp'].map((name) => ({ name, displayName: name }));

function createTable(header: string, ...rows: PredictionCell[][]): PredictionSource {
  return { kind: 'table', header: header.split(','), rows };
}

function parse(source: PredictionSource, changes: Partial<PredictionInput> = {}): number[] {
  return [...parsePredictions({ model: 'm', source, images, classes, ...changes }).labels];
}

/** The error that parsing ends in. */
function failure(source: PredictionSource, changes?: Parameters<typeof parse>[1]): StageError {
  try {
    parse(source, changes);
  } catch (error) {
    if (error instanceof StageError) return error;
    throw error;
  }
  throw new Error('Parsing went through.');
}

describe('tables', () => {
  test('class indices; a split may be absent; order and further columns do not matter', () => {
    const table = createTable(
      'score,image,prediction',
      ['.9', 'val/bee/1.jpg', '1'],
      ['.1', './val/ant/1.jpg', ' 2 '],
    );
    expect(parse(table)).toEqual([-1, -1, -1, 2, 1]);
  });

  test('numbers as parquet gives them', () => {
    const table = createTable('image,prediction', ['val/ant/1.jpg', 2n], ['val/bee/1.jpg', 0]);
    expect(parse(table)).toEqual([-1, -1, -1, 2, 0]);
  });

  test('class names, displayed names where unique', () => {
    const table = createTable('image,prediction', ['val/ant/1.jpg', 'bee'], ['val/bee/1.jpg', 'wasp']);
    expect(parse(table)).toEqual([-1, -1, -1, 1, 2]);
    const synsets = [
      { name: 'n1', displayName: 'crane' },
      { name: 'n2', displayName: 'ant' },
      { name: 'n3', displayName: 'crane' },
    ];
    const displayed = createTable('image,prediction', ['val/ant/1.jpg', 'ant'], ['val/bee/1.jpg', 'n3']);
    expect(parse(displayed, { classes: synsets })).toEqual([-1, -1, -1, 1, 2]);
    const ambiguous = createTable('image,prediction', ['val/ant/1.jpg', 'crane'], ['val/bee/1.jpg', 'ant']);
    expect(failure(ambiguous, { classes: synsets }).message).toMatch(/1 of 2 predictions .*"crane"/);
  });

  test('numeric class names: read as names; refused where they could be indices as well, unless it is said', () => {
    const numbered = ['1', '2', '3'].map((name) => ({ name, displayName: name }));
    const asNames = createTable('image,prediction', ['val/ant/1.jpg', '3'], ['val/bee/1.jpg', '1']);
    expect(parse(asNames, { classes: numbered })).toEqual([-1, -1, -1, 2, 0]);
    const asIndices = createTable('image,prediction', ['val/ant/1.jpg', '2'], ['val/bee/1.jpg', '1']);
    expect(failure(asIndices, { classes: numbered }).code).toBe('labels-ambiguous');
    expect(parse(asIndices, { classes: numbered, labelsAre: 'index' })).toEqual([-1, -1, -1, 2, 1]);
    expect(parse(asIndices, { classes: numbered, labelsAre: 'name' })).toEqual([-1, -1, -1, 1, 0]);
  });

  test('logits: the highest wins, the first of equals; columns in any order', () => {
    const table = createTable(
      'logit_2,image,logit_0,logit_1',
      ['0.5', 'val/ant/1.jpg', '-1', '0.25'],
      ['1', 'val/bee/1.jpg', '1', '-Infinity'],
    );
    expect(parse(table)).toEqual([-1, -1, -1, 2, 0]);
  });

  test.each(['id,pred', 'file_name,predicted_label', 'Path,y_pred', 'image,Predicted'])(
    'columns %s are an image and a prediction, and that is said',
    (header) => {
      const source = createTable(header, ['val/ant/1.jpg', 'bee'], ['val/bee/1.jpg', 'wasp']);
      const { labels, notes } = parsePredictions({ model: 'm', source, images, classes });
      expect([...labels]).toEqual([-1, -1, -1, 1, 2]);
      expect(notes.join()).toContain(`column ${header.split(',')[1]}`);
    },
  );

  test.each([
    ['image,label', 'predictions-columns'],
    ['path,label', 'predictions-columns'],
    ['name,prediction', 'predictions-columns'],
    ['image,logit_0,logit_1', 'predictions-columns'],
    ['image,logit_1,logit_2,logit_3', 'predictions-columns'],
  ])('columns %s are refused', (header, code) => {
    expect(failure(createTable(header)).code).toBe(code);
  });

  test('unknown images are counted, the first ones named', () => {
    const rows = ['a', 'b', 'c', 'd'].map((name) => [`${name}.jpg`, '0']);
    const error = failure(createTable('image,prediction', ...rows, ['val/ant/1.jpg', '0']));
    expect(error.code).toBe('predictions-unknown-image');
    expect(error.message).toMatch(/^4 of 5 predictions .*: a\.jpg, b\.jpg, c\.jpg, …\./);
  });

  test.each<[string, string, ...string[][]]>([
    ['twice the same image', 'predictions-duplicate', ['val/ant/1.jpg', '0'], ['val/ant/1.jpg', '0']],
    ['an index beyond the classes', 'predictions-class', ['val/ant/1.jpg', '3'], ['val/bee/1.jpg', '0']],
    ['an empty prediction', 'predictions-class', ['val/ant/1.jpg', ''], ['val/bee/1.jpg', '0']],
    ['half a split', 'predictions-coverage', ['val/ant/1.jpg', '1']],
    ['no rows at all', 'predictions-coverage'],
  ])('%s is refused', (_, code, ...rows) => {
    expect(failure(createTable('image,prediction', ...rows)).code).toBe(code);
  });

  test('logits that are empty or not numbers are refused', () => {
    const header = 'image,logit_0,logit_1,logit_2';
    const error = failure(
      createTable(header, ['val/ant/1.jpg', '1', '', '0'], ['val/bee/1.jpg', 'nan', '0', '0']),
    );
    expect(error.code).toBe('predictions-not-a-number');
    expect(error.message).toMatch(/^2 rows/);
  });

  test('a skipped image needs no prediction', () => {
    const table = createTable('image,prediction', ['val/ant/1.jpg', '1']);
    expect(parse(table, { valid: Uint8Array.of(1, 1, 1, 1, 0) })).toEqual([-1, -1, -1, 1, -1]);
  });
});

describe('arrays', () => {
  test('labels for the whole data set, as floats or 64-bit integers, −1 for none', () => {
    expect(parse({ kind: 'array', shape: [5], data: Float64Array.of(0, 1, 1, 2, 0) })).toEqual([
      0, 1, 1, 2, 0,
    ]);
    const some = BigInt64Array.of(-1n, -1n, -1n, 2n, 0n);
    expect(parse({ kind: 'array', shape: [5], data: some })).toEqual([-1, -1, -1, 2, 0]);
  });

  test('rows for one split, when its size is its own', () => {
    expect(parse({ kind: 'array', shape: [2], data: [2, 1] })).toEqual([-1, -1, -1, 2, 1]);
    expect(parse({ kind: 'array', shape: [3], data: [2, 1, 0] })).toEqual([2, 1, 0, -1, -1]);
    expect(failure({ kind: 'array', shape: [4], data: [0, 0, 0, 0] }).message).toMatch(
      /4 rows.*train 3, val 2/,
    );
  });

  test('as many rows as two splits have: neither is taken', () => {
    const { why } = failure({ kind: 'array', shape: [2], data: [0, 1] }, { images: images.slice(1) });
    expect(why).toContain('train and val have that many, and nothing says which is meant.');
  });

  test('logits', () => {
    const data = Float32Array.of(0, 1, 0, 3, 2, 3);
    expect(parse({ kind: 'array', shape: [2, 3], data })).toEqual([-1, -1, -1, 1, 0]);
  });

  test.each([
    ['logits of another width', 'predictions-shape', [2, 4], [0, 0, 0, 0, 0, 0, 0, 0]],
    ['three dimensions', 'predictions-shape', [2, 3, 1], [0, 0, 0, 0, 0, 0]],
    ['nothing', 'predictions-shape', [0], []],
    ['a class too many', 'predictions-class', [2], [0, 3]],
    ['half a class', 'predictions-class', [2], [0, 0.5]],
    ['NaN among labels', 'predictions-not-a-number', [2], [0, Number.NaN]],
    ['NaN among logits', 'predictions-not-a-number', [2, 3], [0, 1, 0, 1, Number.NaN, 0]],
    ['half a split', 'predictions-coverage', [2], [0, -1]],
  ])('%s: refused', (_, code, shape, data) => {
    expect(failure({ kind: 'array', shape, data }).code).toBe(code);
  });

  test('NaN logits of a skipped image are no fault', () => {
    const data = [0, 1, 0, Number.NaN, Number.NaN, Number.NaN];
    const labels = parse({ kind: 'array', shape: [2, 3], data }, { valid: Uint8Array.of(1, 1, 1, 1, 0) });
    expect(labels).toEqual([-1, -1, -1, 1, -1]);
  });

  test('nor is a NaN label of one', () => {
    const valid = Uint8Array.of(1, 1, 1, 1, 0);
    expect(parse({ kind: 'array', shape: [2], data: [2, Number.NaN] }, { valid })).toEqual([
      -1, -1, -1, 2, -1,
    ]);
  });

  test('nor one of a single score for two classes', () => {
    const valid = Uint8Array.of(1, 1, 1, 0, 1);
    const two = { valid, classes: classes.slice(0, 2) };
    expect(parse({ kind: 'array', shape: [2], data: [Number.NaN, 0.9] }, two)).toEqual([-1, -1, -1, -1, 1]);
  });
});

describe('confidences', () => {
  const place = (source: PredictionSource) =>
    parsePredictions({ model: 'm', source, images, classes, valid: Uint8Array.of(1, 1, 1, 1, 0) });
  /** Softmax of (ln 1, ln 2, ln 5) is (1/8, 2/8, 5/8), whatever is added to all three. */
  const logits = [1, 2, 5].map((share) => Math.log(share) + 700);

  test('are the softmax of the highest logit, of tables and arrays alike; NaN without a prediction', () => {
    const table = createTable('image,logit_2,logit_0,logit_1', [
      'val/ant/1.jpg',
      logits[2]!,
      logits[0]!,
      logits[1]!,
    ]);
    const array = [...logits, Number.NaN, 0, 0];
    for (const source of [
      table,
      { kind: 'array', shape: [2, 3], data: array },
    ] satisfies PredictionSource[]) {
      const { labels, confidences } = place(source);
      expect([...labels]).toEqual([-1, -1, -1, 2, -1]);
      expect([...confidences!]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
        expect.closeTo(0.625, 6),
        Number.NaN,
      ]);
    }
  });

  test('are absent where only classes are given', () => {
    expect(place(createTable('image,prediction', ['val/ant/1.jpg', '1'])).confidences).toBeUndefined();
    expect(place({ kind: 'array', shape: [2], data: [1, 2] }).confidences).toBeUndefined();
  });
});

describe('formatAccuracyWarning', () => {
  const truth = Int32Array.from({ length: 30 }, (_, image) => image % 3);
  const warn = (toPrediction: (label: number) => number) =>
    formatAccuracyWarning({ model: 'm', labels: truth.map(toPrediction) }, truth, 3);

  test('speaks when accuracy is at chance or below', () => {
    expect(warn((label) => (label + 1) % 3)).toMatch(/right on 0\.0% of 30 images.*class order/);
    expect(warn(() => 1)).toMatch(/33\.3%/);
  });

  test('keeps quiet above chance, and where there are too few images to tell', () => {
    expect(warn((label) => label)).toBeNull();
    const few = {
      model: 'm',
      labels: Int32Array.from(truth, (label, image) => (image < 9 ? (label + 1) % 3 : -1)),
    };
    expect(formatAccuracyWarning(few, truth, 3)).toBeNull();
  });
});
