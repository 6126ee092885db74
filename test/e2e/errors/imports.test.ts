/** Features, predictions, heads and answers that do not fit, each made for real, and how `runBadly` finds them refused. */
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { toNpy, toNpz } from '../../arrays.js';
import { runBadly, runCommand, runJson, runWell } from '../../program.js';
import { readResults } from '../../tables.js';
import { useTrialFolder } from '../../trees.js';

const at = useTrialFolder();

describe('what users bring', () => {
  const manifest = `path,label,split\n${['train', 'val']
    .flatMap((split) =>
      ['a', 'b'].flatMap((label) => [0, 1, 2].map((n) => `${split}/${label}/${n}.jpg,${label},${split}\n`)),
    )
    .join('')}`;
  const values = Array.from({ length: 12 * 2 }, (_, at) => at);
  const paths = manifest
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]!);
  const inStudy = (...args: string[]) => [...args, '-w', at('brought')];

  beforeAll(async () => {
    writeFileSync(at('M.csv'), manifest);
    writeFileSync(at('good.npy'), toNpy('<f4', [12, 2], values));
    await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  });

  test('rows of NaN alone are images without features: those are skipped, by name', async () => {
    writeFileSync(at('nan.npy'), toNpy('<f4', [12, 2], values.with(4, Number.NaN).with(5, Number.NaN)));
    const outcome = await runCommand(inStudy('features', 'import', at('nan.npy'), '--strict', '--json'));
    expect(outcome.code).toBe(3);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ rowCount: 12, coveredCount: 11 });
    expect(readResults(at('brought'), 'skipped-images')).toMatchObject([
      { image: paths[2], reason: expect.stringContaining('NaN') },
    ]);
  });

  test.each([
    ['too few rows', 'short.npy', () => toNpy('<f4', [6, 4], values), 'features-unfit', 'has 6 rows'],
    ['one dimension', 'flat.npy', () => toNpy('<f4', [24], values), 'features-unfit', '(24'],
    ['no npy at all', 'text.npy', () => Buffer.from('hello'), 'npy-malformed', 'text.npy'],
    [
      'half a file',
      'half.npy',
      () => toNpy('<f4', [12, 2], values).subarray(0, 150),
      'npy-truncated',
      'half.npy',
    ],
  ])('features of %s are refused', async (_, name, content, code, words) => {
    writeFileSync(at(name), content());
    const error = await runBadly(1, inStudy('features', 'import', at(name)));
    expect(error.message).toContain(words);
    expect(error.code).toBe(code);
  });

  test('a missing file of features, answers, predictions or a head is named', async () => {
    await runWell(inStudy('features', 'import', at('good.npy')));
    for (const [exitCode, args] of [
      [1, ['features', 'import', at('gone.npy')]],
      [1, ['annotate', 'import', at('gone.csv')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.csv')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.npy')]],
      [1, ['model', 'add', 'm', '--predictions', at('gone.parquet')]],
      [1, ['model', 'add', 'm', '--head', at('gone.npz')]],
    ] as const) {
      const error = await runBadly(exitCode, inStudy(...args));
      expect(error.code, args.join(' ')).toBe('file-missing');
      expect(error.message).toContain(args.at(-1));
    }
  });

  const predictions = (cell: (name: string, at: number) => string) =>
    `image,prediction\n${paths.map((name, place) => `${cell(name, place)}\n`).join('')}`;
  test.each([
    [
      'of another data set',
      predictions((_, place) => `photo-${place}.jpg,0`),
      'predictions-unknown-image',
      'photo-0.jpg',
    ],
    [
      'with an image twice',
      `${predictions((name) => `${name},0`)}${paths[0]},1\n`,
      'predictions-duplicate',
      'train/a/0.jpg',
    ],
    ['with an unknown class', predictions((name) => `${name},zebra`), 'predictions-class', 'zebra'],
    ['with a class index too high', predictions((name) => `${name},7`), 'predictions-class', '7'],
    [
      'for half a split',
      predictions((name) => `${name},0`)
        .split('\n')
        .slice(0, 3)
        .join('\n'),
      'predictions-coverage',
      'train',
    ],
    ['without the columns', 'file,answer\nx,1\n', 'predictions-columns', 'image,prediction'],
    [
      'with NaN',
      `image,logit_0,logit_1\n${paths.map((name) => `${name},NaN,1\n`).join('')}`,
      'predictions-not-a-number',
      'train/a/0.jpg',
    ],
    [
      'with too few logits',
      `image,logit_0\n${paths.map((name) => `${name},1\n`).join('')}`,
      'predictions-columns',
      '2 classes',
    ],
  ])('predictions %s are refused', async (_, text, code, words) => {
    writeFileSync(at('predictions.csv'), text);
    const error = await runBadly(1, inStudy('model', 'add', 'm', '--predictions', at('predictions.csv')));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(await runJson(inStudy('model', 'list'))).toEqual([]);
  });

  test('predictions as an array of another length, or in an unknown kind of file, are refused', async () => {
    writeFileSync(at('p.npy'), toNpy('<i8', [5], [0, 1, 0, 1, 0]));
    expect((await runBadly(1, inStudy('model', 'add', 'm', '--predictions', at('p.npy')))).code).toBe(
      'predictions-shape',
    );
    expect((await runBadly(2, inStudy('model', 'add', 'm', '--predictions', at('p.docx')))).code).toBe(
      'predictions-format',
    );
    // The second would have the files of a model `m`.
    for (const name of ['../m', 'm.npy'])
      expect((await runBadly(2, inStudy('model', 'add', name, '--predictions', at('p.npy')))).code).toBe(
        'model-name',
      );
    expect((await runBadly(2, inStudy('model', 'add', 'm'))).code).toBe('model-source');
  });

  test('a head of another width, or no head at all, is refused', async () => {
    const W = toNpy('<f4', [2, 3], [1, 2, 3, 4, 5, 6]);
    writeFileSync(at('wide.npz'), toNpz({ W, b: toNpy('<f4', [2], [0, 0]) }));
    const error = await runBadly(1, inStudy('model', 'add', 'm', '--head', at('wide.npz')));
    expect(error.code).toBe('head-shape');
    expect(error.message).toContain('3 features');
    writeFileSync(at('text.npz'), 'hello');
    expect((await runBadly(1, inStudy('model', 'add', 'm', '--head', at('text.npz')))).message).toContain(
      'text.npz',
    );
  });

  test('answers without their columns are refused; single bad rows are left out and said', async () => {
    writeFileSync(at('answers.csv'), 'WorkerId,Answer.main\nW,background\n');
    expect((await runBadly(1, inStudy('annotate', 'import', at('answers.csv')))).code).toBe(
      'answers-columns',
    );
    const columns =
      'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';
    writeFileSync(
      at('answers.csv'),
      `${columns}\nW,,0,1,1,background,5,\nW,,9,1,1,background,5,\nW,,0,0,1,maybe,5,\n`,
    );
    const outcome = await runWell(inStudy('annotate', 'import', at('answers.csv'), '--json'));
    expect(JSON.parse(outcome.stdout)).toMatchObject({ added: 1, problems: [{ line: 3 }, { line: 4 }] });
    expect(outcome.stderr).toContain('line 3');
  });

  test('answers about features that are not there are left out and said', async () => {
    writeFileSync(
      at('wide.csv'),
      'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons\nW,,1,77,1,background,5,\n',
    );
    const outcome = await runWell(inStudy('annotate', 'import', at('wide.csv'), '--json'));
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      added: 0,
      problems: [{ line: 2, reason: expect.stringContaining('77') }],
    });
    expect((await runBadly(2, inStudy('annotate', 'answer', '1', '77', 'background'))).code).toBe(
      'feature-unknown',
    );
    for (const number of ['1e0', '0x1', '1.5', ''])
      expect((await runBadly(2, inStudy('annotate', 'answer', '1', number, 'background'))).message).toContain(
        'whole number',
      );
  });
});
