/** The ReaL check: multi-object images at the ends of the rankings, on a miniature of ImageNet's layout, without pictures. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { toNpy } from '../arrays.js';
import { runBadly, runJson, runWell } from '../command.js';
import { toAnswers } from '../studies/study.js';
import { type Row, toCsv } from '../tables.js';
import { emptyFiles, writeTree } from '../trees.js';

test('ReaL labels: multi-object images at either end of the rankings', async () => {
  const wordnetIds = ['n01440764', 'n01443537'];
  const perClass = 20;
  const val = Array.from(
    { length: 2 * perClass },
    (_, n) => `ILSVRC2012_val_${String(n + 1).padStart(8, '0')}`,
  );
  const folder = await writeTree({
    ...emptyFiles(...wordnetIds.flatMap((id) => [`train/${id}/a.JPEG`, `train/${id}/b.JPEG`])),
    ...emptyFiles(...val.map((name) => `val/${name}.JPEG`)),
    'LOC_val_solution.csv': toCsv(
      ['ImageId', 'PredictionString'],
      val.map((name, n) => [name, `${wordnetIds[n % 2]} 1 2 3 4`]),
    ),
    // Of the first class the most spurious images show two classes, of the second nobody has looked at the least spurious.
    'real.json': JSON.stringify(
      val.map((_, n) => (n % 2 === 0 ? (n >= 34 ? [0, 1] : [0]) : n < 6 ? [] : [1])),
    ),
  });
  const workspace = `${folder}.spuriosity`;
  const at = (name: string) => path.join(folder, name);
  const inStudy = (...args: string[]) => [...args, '-w', workspace];
  await runWell(['init', folder, '--format', 'imagenet', '--no-images', '-w', workspace]);
  // Feature 0 rises along the class; training images come first.
  const spuriosity = [0, 1, 0, 1, ...val.map((_, n) => n)];
  await writeFile(at('f.npy'), toNpy('<f4', [spuriosity.length, 1], spuriosity));
  await runWell(inStudy('features', 'import', at('f.npy')));
  await writeFile(
    at('answers.csv'),
    toAnswers([0, 1].map((classIndex) => ({ classIndex, feature: 0, votes: 5, of: 5 }))),
  );
  await runWell(inStudy('annotate', 'import', at('answers.csv')));
  // Right everywhere but on the more spurious half of the first class.
  const predictions = [0, 0, 1, 1, ...val.map((_, n) => (n % 2 === 0 && n < 20 ? 0 : 1))];
  await writeFile(at('p.npy'), toNpy('<i8', [predictions.length], predictions));
  await runWell(inStudy('model', 'add', 'one', '--predictions', at('p.npy')));
  const { negative_gaps, multi_object, flags } = await runJson(inStudy('noise', '--k', '5'));
  expect(negative_gaps).toEqual([{ class_index: 0, class_name: wordnetIds[0], gap: -1 }]);
  expect(flags.map(({ image }: Row) => image)).toEqual([38, 36, 34, 32, 30].map((n) => `val/${val[n]}.JPEG`));
  expect(multi_object.mostNegative).toEqual({ classCount: 1, top: 1, bottom: 0 });
  expect(multi_object.all).toEqual({ classCount: 2, top: 0.5, bottom: 0 });
  expect(multi_object.overall).toBe(3 / 37);
  expect(parse(readFileSync(path.join(workspace, 'results/multi-object.csv')), { columns: true })).toEqual([
    {
      ...{ class_index: '0', class_name: wordnetIds[0], gap: '-1' },
      ...{ top_images: '2', top_multi_object: '2', bottom_images: '2', bottom_multi_object: '0' },
    },
    {
      ...{ class_index: '1', class_name: wordnetIds[1], gap: '0' },
      ...{ top_images: '2', top_multi_object: '0', bottom_images: '0', bottom_multi_object: '0' },
    },
  ]);
  expect(existsSync(path.join(workspace, 'results/label-noise.csv'))).toBe(true);
  const missing = await runBadly(1, inStudy('crop', '--all'));
  expect(missing.code).toBe('no-encoder');
  expect((await runBadly(1, inStudy('segment'))).code).toBe('no-encoder');
});
