import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, settle, withCopy } from '../../../test/studies/live-study.js';
import { readAllRows } from '../../records/features.js';
import { writeNpy } from '../../storage/index.js';
import {
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  findNoise,
  importFeatures,
  measureBias,
  type Project,
  removeModel,
  writeBias,
  writeNoise,
} from '../index.js';
import { describeOutdatedTables, listOutdatedTables, readGapOptions, writeResultTables } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await makeLiveStudy();
});

/** Judges pairs of classes 0 and 1 spurious and writes every table. */
async function writeTables(project: Project): Promise<void> {
  settle(project, 0, 4, 'spurious');
  settle(project, 1, 5, 'spurious');
  const evidence = { draws: 10, seed: 3 };
  await writeResultTables(project, { k: 5, details: { resamples: 20, seed: 3 }, evidence });
}

const GAP = 'spuriosity gap --k 5 --resamples 20 --draws 10 --seed 3';
const listReasons = async (project: Project) =>
  Object.fromEntries(
    (await listOutdatedTables(project)).map(({ tables, command, reason }) => [
      tables.join(),
      `${command}: ${reason}`,
    ]),
  );

test('tables are outdated by what they rest on, and by nothing else (R42, R43)', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    expect(await listReasons(project)).toEqual({});
    // Core or spurious, a verdict counts for evidence and collisions; rankings know spurious ones alone.
    settle(project, 2, 3, 'core');
    expect(await listReasons(project)).toEqual({
      'collisions.csv': 'spuriosity noise: made before the verdicts changed',
      'label-noise.csv': 'spuriosity noise --k 5: made before the verdicts changed',
      'groups.csv,model-agreement.csv,models.csv,spurious-gaps.csv': `${GAP}: made before the verdicts changed`,
    });
    settle(project, 2, 3, 'spurious');
    expect((await listReasons(project))['spuriosity-train.csv,spuriosity-val.csv']).toBe(
      'spuriosity rank: made before the spurious pairs changed',
    );
    await writeTables(project);
    removeModel(project, 'guess');
    expect(Object.keys(await listReasons(project)).sort()).toEqual([
      'groups.csv,model-agreement.csv,models.csv,spurious-gaps.csv',
      'label-noise.csv',
    ]);
    expect(await describeOutdatedTables(project)).toContainEqual(
      `In results/, groups.csv, model-agreement.csv, models.csv and spurious-gaps.csv are outdated: made before the models changed. \`${GAP}\` makes them anew.`,
    );
  });
});

test('a verdict between measuring and writing outdates what is written (R42)', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    const report = await measureBias(project, { k: 5 });
    settle(project, 1, 5, 'spurious');
    await writeBias(project, report);
    await writeNoise(project, await findNoise(project, report));
    expect(await listReasons(project)).toEqual({
      'models.csv,spurious-gaps.csv':
        'spuriosity gap --k 5 --no-controls: made before the spurious pairs changed',
      'label-noise.csv': 'spuriosity noise --k 5: made before the verdicts changed',
    });
  });
});

test('another head and other important features outdate gaps; the same ones found again outdate nothing', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    const discover = (seed: number, topFeatures: number) => {
      const { head } = DEFAULT_DISCOVER_OPTIONS;
      const options = { ...DEFAULT_DISCOVER_OPTIONS, head: { ...head, seed }, topFeatures, visuals: false };
      return discoverProject(project, options);
    };
    await discover(0, 3);
    expect(await listReasons(project)).toEqual({});
    await discover(1, 2);
    expect(Object.values(await listReasons(project))).toEqual([
      `${GAP}: made before the head and the important features changed`,
      'spuriosity noise --k 5: made before the head changed',
    ]);
  });
});

test('other features outdate all that was made from those before', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    const source = await project.openFeatures();
    const doubled = (await readAllRows(source)).map((value) => 2 * value);
    const path = join(project.folder, 'doubled.npy');
    await writeNpy(path, { dtype: 'float32', shape: [source.rowCount, source.featureCount], data: doubled });
    await importFeatures(project, path, null);
    const reasons = await listReasons(project);
    expect(reasons['spuriosity-train.csv,spuriosity-val.csv']).toBe(
      'spuriosity rank: made before the features changed',
    );
    expect(reasons['important-features.csv']).toMatch(
      /^spuriosity discover .*: made before the features changed$/,
    );
    expect(Object.keys(reasons)).not.toContain('collisions.csv');
  });
});

test('evidence in the cache that is damaged is named and measured anew', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    const cache = join(project.layout.cache, 'evidence.json');
    const written = await readFile(cache, 'utf8');
    // A digit that no schema could tell.
    await writeFile(cache, written.replace(/"gap":-?0\.\d/, '"gap":0.9'));
    project.forget();
    await writeTables(project);
    expect(await readFile(cache, 'utf8')).toBe(written);
    expect(project.damages).toEqual([
      'cache/evidence.json is damaged (it is not as it was written): the evidence is measured anew.',
    ]);
  });
});

test('a table that was edited is told; one that is gone, and one of an earlier version, are not', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    const at = (name: string) => join(project.layout.results, name);
    await appendFile(at('models.csv'), 'mine\n');
    await rm(at('groups.csv'));
    await writeFile(at('earlier.csv'), 'a\n');
    expect(await listReasons(project)).toEqual({
      'models.csv': `${GAP}: not as written: edited, or the command was interrupted`,
    });
  });
});

test('a record that is damaged is named once, and written again', async () => {
  await withCopy(folder, async (project) => {
    await writeTables(project);
    const record = join(project.layout.results, 'tables.json');
    const written = await readFile(record, 'utf8');
    await writeFile(record, written.replace('"k": 5', '"k": 7'));
    expect(await listOutdatedTables(project)).toEqual([]);
    expect(await readGapOptions(project)).toEqual({ k: 10 });
    expect(project.damages).toEqual([
      expect.stringMatching(
        /^results\/tables\.json is damaged \(it is not as it was written\): nothing is known/,
      ),
    ]);
    await writeTables(project);
    expect(await readGapOptions(project)).toMatchObject({ k: 5, evidence: { draws: 10, seed: 3 } });
  });
});
