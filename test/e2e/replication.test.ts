/**
 * The replication kit: every command of `examples/<data set>/README.md`, as it stands there, on a drawn miniature in the same layout.
 * In the place of the published network stands a tiny one under its name; nothing is fetched.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { runWell } from '../command.js';
import { createNumbers, toAnswers } from '../studies/study.js';
import { writeTinyEncoder } from '../studies/tiny-encoder.js';
import { toCsv } from '../tables.js';
import { writeTree } from '../trees.js';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const SIDE = 20;
/** Grounds and discs by number; they differ in all mixtures of the tiny encoder. */
const GROUNDS = [
  [150, 120, 60],
  [40, 90, 170],
] as const;
const DISCS = [
  [220, 60, 50],
  [60, 190, 90],
  [230, 220, 120],
  [60, 50, 50],
] as const;

type Files = Record<string, string | Buffer>;

/** What a picture shows: its class in the middle, what stands around it outside. */
async function drawPicture(disc: number, ground: number, seed: number): Promise<Buffer> {
  const next = createNumbers(seed + 1);
  const radius = SIDE * (0.25 + 0.1 * next());
  const shift = (next() - 0.5) * 40;
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, place) => {
    const [x, y] = [Math.floor(place / 3) % SIDE, Math.floor(place / 3 / SIDE)];
    const isInside = Math.hypot(x - SIDE / 2, y - SIDE / 2) < radius;
    const color = isInside ? DISCS[disc]! : GROUNDS[ground]!;
    return Math.min(255, Math.max(0, color[place % 3]! + shift + (next() - 0.5) * 20));
  });
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .jpeg()
    .toBuffer();
}

interface Cell {
  split: number;
  classIndex: number;
  group: number;
}

/** Cells of a data set whose classes mostly stand in their own group: `many` images there, `few` in the other. */
function listCells(classCount: number, splits: readonly number[], many: number, few: number): Cell[] {
  return splits.flatMap((split) =>
    Array.from({ length: classCount }, (_, classIndex) =>
      [0, 1].flatMap((group) =>
        new Array<Cell>(classIndex % 2 === group ? many : few).fill({ split, classIndex, group }),
      ),
    ).flat(),
  );
}

async function drawCells(cells: readonly Cell[], toName: (cell: Cell, n: number) => string): Promise<Files> {
  const files: Files = {};
  for (const [n, cell] of cells.entries())
    files[toName(cell, n)] = await drawPicture(cell.classIndex, cell.group, n);
  return files;
}

const MINIATURES: Record<string, () => Promise<Files>> = {
  waterbirds: async () => {
    const root = 'waterbird_complete95_forest2water2';
    const cells = listCells(2, [0, 1, 2], 14, 6);
    const toName = (_: Cell, n: number) => `00${n % 2}.Bird/Bird_${n}.jpg`;
    const rows = cells.map((cell, n) => [
      n + 1,
      toName(cell, n),
      cell.classIndex,
      cell.split,
      cell.group,
      'x',
    ]);
    return {
      ...(await drawCells(cells, (cell, n) => `${root}/${toName(cell, n)}`)),
      [`${root}/metadata.csv`]: toCsv(
        ['img_id', 'img_filename', 'y', 'split', 'place', 'place_filename'],
        rows,
      ),
    };
  },
  'celeba-hair': async () => {
    const hair = ['Black_Hair', 'Blond_Hair', 'Brown_Hair', 'Gray_Hair'];
    const cells = listCells(hair.length, [0, 1, 2], 9, 5);
    const toName = (_: Cell, n: number) => `${String(n + 1).padStart(6, '0')}.jpg`;
    const attributes = cells.map((cell, n) => {
      const values = hair.map((_, index) => (index === cell.classIndex ? 1 : -1));
      return `${toName(cell, n)}  ${[...values, cell.group === 0 ? -1 : 1].join('  ')}\n`;
    });
    return {
      ...(await drawCells(cells, (cell, n) => `celeba/img_align_celeba/${toName(cell, n)}`)),
      'celeba/list_attr_celeba.txt': `${cells.length}\n${[...hair, 'Male'].join(' ')} \n${attributes.join('')}`,
      'celeba/list_eval_partition.txt': cells.map((cell, n) => `${toName(cell, n)} ${cell.split}\n`).join(''),
    };
  },
  utkface: async () => {
    const cells = listCells(2, [0], 30, 14);
    return {
      ...(await drawCells(
        cells,
        ({ classIndex, group }, n) =>
          `UTKFace/${20 + (n % 50)}_${classIndex}_${group}_20170116${String(n).padStart(9, '0')}.jpg.chip.jpg`,
      )),
      'UTKFace/39_1_20170116174525125.jpg.chip.jpg': await drawPicture(0, 0, 0),
    };
  },
  imagenet: async () => {
    const wnids = ['n01440764', 'n01443537'];
    // The recipe of the paper takes 100 training images of each class.
    const cells = [...listCells(wnids.length, [0], 80, 30), ...listCells(wnids.length, [1], 12, 6)];
    const toName = ({ split, classIndex }: Cell, n: number) => {
      const number = String(n + 1).padStart(8, '0');
      const wnid = wnids[classIndex]!;
      return split === 0 ? `train/${wnid}/${wnid}_${n}.JPEG` : `val/${wnid}/ILSVRC2012_val_${number}.JPEG`;
    };
    const validation = [...cells.entries()].filter(([, { split }]) => split === 1);
    const pairs = [4, 6].map((feature, classIndex) => ({ classIndex, feature, votes: 4, of: 5 }));
    return {
      ...(await drawCells(cells, (cell, n) => `imagenet/${toName(cell, n)}`)),
      'discover_spurious_features.csv': toAnswers(pairs),
      'resnet50.csv': toCsv(
        ['image', 'prediction'],
        validation.map(([n, cell]) => [toName(cell, n), cell.group]),
      ),
    };
  },
};

/** The commands of a README's code blocks, as words. */
function readCommands(text: string): string[][] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
  return blocks.flatMap((block) =>
    block
      .trim()
      .split('\n')
      .map((line) => line.split(' ')),
  );
}

test('every data set of the kit has a miniature, and no folder of examples goes unmentioned', () => {
  const text = readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8');
  const [kitText] = text.split('\n## ');
  const kit = [...kitText!.matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\)/gm)].map(([, name]) => name!);
  expect(kit.sort()).toEqual(Object.keys(MINIATURES).sort());
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const linked = new Set([...text.matchAll(/\]\(([\w-]+)[/)]/g)].map(([, name]) => name!));
  expect(folders.map(({ name }) => name).filter((name) => !linked.has(name))).toEqual([]);
});

test.each(Object.keys(MINIATURES))(
  'the commands for %s run, and leave the tables they promise',
  async (name) => {
    const text = readFileSync(path.join(EXAMPLES, name, 'README.md'), 'utf8');
    const commands = readCommands(text);
    expect(commands.length).toBeGreaterThan(2);
    const folder = await writeTree(await MINIATURES[name]!());
    const [pull] = commands;
    expect(pull!.slice(0, 3)).toEqual(['spuriosity', 'encoder', 'pull']);
    const encoders = path.join(folder, 'cache', 'spuriosity', 'encoders');
    await mkdir(encoders, { recursive: true });
    await writeTinyEncoder(path.join(encoders, pull![3]!));
    const env = { XDG_CACHE_HOME: path.join(folder, 'cache') };
    for (const [program, ...args] of commands) {
      expect(program).toBe('spuriosity');
      await runWell(args, { cwd: folder, env });
    }
    const tables = new Set([...text.matchAll(/`results\/([\w-]+\.csv)`/g)].map(([, table]) => table!));
    expect(tables.size).toBeGreaterThan(4);
    const results = path.join(folder, `${name}.spuriosity`, 'results');
    for (const table of tables) {
      const rows = parse(readFileSync(path.join(results, table), 'utf8'), { columns: true });
      // Whether images are suspicious is for the data to say.
      if (!/noise|collisions/.test(table)) expect(rows.length, table).toBeGreaterThan(0);
    }
  },
);
