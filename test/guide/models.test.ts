/**
 * The guide's table of what people have and what they type (docs/guide/models.md): each row is run as it stands, on a file of that kind,
 * and read as its author meant. Three classes called 1, 10 and 2, so that names and indices differ.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openProject, predictAll } from '../../src/project/index.js';
import type { Predictions } from '../../src/records/bias.js';
import { toNpy, toNpz } from '../arrays.js';
import { runBadly, runWell } from '../program.js';
import { toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

const NAMES = ['1', '10', '2'];
const images = Array.from({ length: 24 }, (_, image) => ({
  path: `${image}.png`,
  label: (image * 7 + (image >> 2)) % 3,
}));
/** The model errs on every fifth image. */
const chosen = images.map(({ label }, image) => (image % 5 === 4 ? (label + 1) % 3 : label));
const logits = chosen.map((label, image) =>
  [0, 1, 2].map((index) => (index === label ? 1 + image / 24 : -index / 2)),
);
const softmax = logits.map((row) => {
  const powers = row.map(Math.exp);
  return powers.map((power) => power / (powers[0]! + powers[1]! + powers[2]!));
});
const sigmoid = logits.map((row) => row.map((logit) => 1 / (1 + Math.exp(-logit))));
const shareOfSum = (row: readonly number[]) => Math.max(...row) / row.reduce((sum, value) => sum + value, 0);

const toMatrix = (rows: readonly (readonly number[])[]) =>
  toNpy('<f8', [rows.length, rows[0]!.length], rows.flat());
const toTable = (header: string, rows: readonly (readonly (string | number)[])[]) =>
  toCsv(
    ['image', ...header.split(',')],
    rows.map((cells, image) => [images[image]!.path, ...cells]),
  );
const similar = logits.map((row) => row.map((logit) => logit / 10 + 0.3));

/** By model: the file, how sure the model is per image (null: it does not say), and what is said of the reading. */
const BROUGHT: Record<string, { file: string | Buffer; confidences: number[] | null; said: RegExp }> = {
  names: {
    file: toTable(
      'prediction',
      chosen.map((label) => [NAMES[label]!]),
    ),
    confidences: null,
    said: /class names, not indices/,
  },
  indices: {
    file: toTable(
      'prediction',
      chosen.map((label) => [`${label}.0`]),
    ),
    confidences: null,
    said: /class indices, not names/,
  },
  'from-one': {
    file: toTable(
      'prediction',
      chosen.map((label) => [label + 1]),
    ),
    confidences: null,
    said: /added/,
  },
  numbers: {
    file: toTable(
      'prediction',
      chosen.map((label) => [NAMES[label]!]),
    ),
    confidences: null,
    said: /added/,
  },
  logits: { file: toMatrix(logits), confidences: softmax.map(shareOfSum), said: /read as logits/ },
  columns: {
    file: toTable(
      'prob_2,prob_1,prob_10',
      softmax.map(([one, ten, two]) => [two!, one!, ten!]),
    ),
    confidences: softmax.map(shareOfSum),
    said: /sum to one: read as probabilities/,
  },
  softmax: { file: toMatrix(softmax), confidences: softmax.map(shareOfSum), said: /read as probabilities/ },
  'log-softmax': {
    file: toMatrix(softmax.map((row) => row.map(Math.log))),
    confidences: softmax.map(shareOfSum),
    said: /read as log-probabilities/,
  },
  percent: {
    file: toTable(
      'score_0,score_1,score_2',
      softmax.map((row) => row.map((share) => 100 * share)),
    ),
    confidences: softmax.map(shareOfSum),
    said: /read as percent/,
  },
  sigmoid: { file: toMatrix(sigmoid), confidences: sigmoid.map(shareOfSum), said: /one sigmoid per class/ },
  raw: { file: toMatrix(logits), confidences: sigmoid.map(shareOfSum), said: /read as sigmoid-logits/ },
  similar: {
    file: toMatrix(similar),
    confidences: similar.map((row) => shareOfSum(row.map(Math.exp))),
    said: /read as logits, as --outputs says/,
  },
  'one-hot': {
    file: toMatrix(chosen.map((label) => [0, 1, 2].map((index) => Number(index === label)))),
    confidences: null,
    said: /without confidences/,
  },
  'head-rows': {
    // The features are the logits; the rows of W are in the order of rows.txt.
    file: toNpz({ W: toNpy('<f4', [3, 3], [0, 0, 1, 1, 0, 0, 0, 1, 0]), b: toNpy('<f4', [3], [0, 0, 0]) }),
    confidences: softmax.map(shareOfSum),
    said: /added/,
  },
};

const guide = readFileSync(new URL('../../docs/guide/models.md', import.meta.url), 'utf8');
/** Command and model of each row of the table. */
const rows = [
  ...guide
    .slice(guide.indexOf('## What you have'), guide.indexOf('## From the Hugging Face Hub'))
    .matchAll(/^\|.*`spuriosity (?<command>model add (?<name>\S+) [^`]*)`/gm),
].map(({ groups }) => groups as { command: string; name: string });

let folder: string;
const options = () => ({ cwd: folder });

beforeAll(async () => {
  const fileOf = (name: string) =>
    [...guide.matchAll(/--(?:predictions|head) (\S+?)[`\s]/g)]
      .map(([, file]) => file!)
      .find((file) => file.startsWith(`${name}.`) || (name === 'head-rows' && file === 'head.npz'))!;
  folder = await writeTree({
    'M.csv': toCsv(
      ['path', 'label', 'split'],
      images.map((image) => [image.path, NAMES[image.label]!, 'val']),
    ),
    'classes.txt': `${NAMES.join('\n')}\n`,
    // Without 10, every number is a name and an index.
    'doubtful.csv': toTable(
      'prediction',
      chosen.map((label) => [label === 1 ? '2' : NAMES[label]!]),
    ),
    'rows.txt': '2\n1\n10\n',
    'features.npy': toNpy('<f4', [24, 3], logits.flat()),
    ...Object.fromEntries(Object.entries(BROUGHT).map(([name, { file }]) => [fileOf(name), file])),
  });
  await runWell(
    ['init', 'M.csv', '--format', 'manifest', '--no-images', '--class-list', 'classes.txt', '-w', 'study'],
    options(),
  );
  await runWell(['features', 'import', 'features.npy', '-w', 'study'], options());
});

test('has a row for every kind of file that is tested, and the other way round', () => {
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(BROUGHT));
});

describe('each row', () => {
  test.each(rows)('$name: $command', async ({ name, command }) => {
    const { stdout, stderr } = await runWell([...command.split(/\s+/), '-w', 'study'], options());
    const { confidences, said } = BROUGHT[name]!;
    expect(stderr + stdout).toMatch(said);
    const found = await predict(name);
    expect([...found.labels]).toEqual(chosen);
    if (confidences === null) expect(found.confidences).toBeUndefined();
    else {
      found.confidences!.forEach((confidence, image) => {
        expect(confidence).toBeCloseTo(confidences[image]!, 5);
      });
    }
  });

  test('numbers that could be names or indices are refused with both accuracies, and nothing is kept', async () => {
    const error = await runBadly(
      1,
      ['model', 'add', 'doubtful', '--predictions', 'doubtful.csv', '-w', 'study'],
      options(),
    );
    expect(error.code).toBe('labels-ambiguous');
    expect(error.message).toMatch(
      /as class names .* right on [\d.]+% of 24 images, as class indices .* right on [\d.]+% of 24 images/,
    );
    expect(error.message).toContain('--labels-are name or --labels-are index');
    expect(existsSync(path.join(folder, 'study', 'models', 'doubtful.npy'))).toBe(false);
  });
});

async function predict(name: string): Promise<Predictions> {
  const project = await openProject(path.join(folder, 'study'));
  try {
    return (await predictAll(project)).predictions.find(({ model }) => model === name)!;
  } finally {
    project.close();
  }
}
