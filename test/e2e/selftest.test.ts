/** `selftest` on small pictures with an encoder that sees colours alone: a border is seen, nothing and blur are not; the data stay as they were. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SelfTest, selfTestSchema } from '../../src/records/selftest/selftest.js';
import { readTable } from '../../src/storage/index.js';
import { drawClasses } from '../pictures.js';
import { runBadly, runJson, runWell } from '../program.js';
import { writeTinyEncoder } from '../studies/tiny-encoder.js';
import { writeTree } from '../trees.js';

let folder: string;
let result: SelfTest;
let before: [string, number][];
const at = (...names: string[]) => path.join(folder, ...names);
const inData = (...args: string[]) => [
  ...['selftest', at('data'), '--encoder', at('tiny'), '--images', '100', '-w', at('study')],
  ...args,
];

/** Every file of the data with the time of its last change. */
const listData = (): [string, number][] =>
  readdirSync(at('data'), { recursive: true, encoding: 'utf8' }).map((name) => [
    name,
    statSync(at('data', name)).mtimeMs,
  ]);
const listStudies = () =>
  readdirSync(at('study', 'selftest', 'studies')).map((name) => [
    name,
    statSync(at('study', 'selftest', 'studies', name)).mtimeMs,
  ]);

beforeAll(async () => {
  const pictures = await drawClasses(['fire', 'water'], 100);
  folder = await writeTree(
    Object.fromEntries(Object.entries(pictures).map(([name, bytes]) => [`data/${name}`, bytes])),
  );
  await writeTinyEncoder(at('tiny'));
  before = listData();
  result = await runJson(inData('--cues', 'border,blur,nothing', '--classes', 'water,fire'));
});

describe('a self-test', () => {
  test('finds that a border is seen, and that blur and what is not there are not', () => {
    const [border, blur, nothing] = result.studies;
    expect(border!.best.measured.low).toBeGreaterThan(0.8);
    expect(['found', 'called-core', 'not-listed']).toContain(border!.outcome);
    for (const study of [blur!, nothing!]) {
      expect(study.best.measured.high).toBeLessThan(0.8);
      expect(study.outcome).toBe('not-seen');
    }
    expect(result.sentences.at(-1)).toBe('Not seen: blur at 95%; nothing (the control) at 95%.');
  });

  test('plants in the class that was named first, in exact numbers', () => {
    expect(result.studies[0]!.classNames).toEqual(['water', 'fire']);
    expect(result.studies[0]!.imagesPerClass).toEqual({ train: 50, val: 20, test: 30 });
    expect(result.imageCount).toBe(200);
  });

  test('leaves a record, a table, a page without anything from elsewhere, and no work', async () => {
    const stored = JSON.parse(readFileSync(at('study', 'selftest', 'selftest.json'), 'utf8'));
    expect(selfTestSchema.parse(stored)).toEqual(selfTestSchema.parse(JSON.parse(JSON.stringify(result))));
    const { rows } = await readTable(at('study', 'selftest', 'selftest.csv'));
    expect(rows.map(({ cue, outcome }) => [cue, outcome])).toEqual(
      result.studies.map(({ cue, outcome }) => [cue, outcome]),
    );
    const page = readFileSync(at('study', 'selftest', 'selftest.html'), 'utf8');
    expect(page).toContain(result.studies[0]!.sentence.slice(0, 40));
    expect(page.match(/<img /g)).toHaveLength(4);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(readdirSync(at('study', 'selftest', 'work'))).toEqual([]);
  });

  test('does not touch the data, and does no study twice', async () => {
    const studies = listStudies();
    await runWell(inData('--cues', 'border,nothing', '--classes', 'water,fire'));
    expect(listStudies()).toEqual(studies);
    expect(listData()).toEqual(before);
  });

  test.each([
    ['selftest-cue', ['--cues', 'border,glitter']],
    ['selftest-correlation', ['--correlation', '0.5']],
    ['selftest-classes', ['--classes', 'water']],
    ['selftest-classes', ['--classes', '0,fire']],
  ])('%s', async (code, args) => {
    expect((await runBadly(2, inData(...args))).code).toBe(code);
  });

  test('needs twenty pictures of each class', async () => {
    const few = await writeTree(await drawClasses(['fire', 'water'], 12));
    const { code, message } = await runBadly(1, ['selftest', few, '-w', at('few')]);
    expect([code, message]).toEqual(['selftest-images', expect.stringContaining('has 12 pictures')]);
  });
});
