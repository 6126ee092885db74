/**
 * The method against known truth: planted cues, pasted and natural backgrounds, the demo. For every set what the verdicts say of the
 * best cue feature, the three witnesses of the gap, and all repairs on images that none of them saw. Prints tables; `--write` puts them
 * into docs/benchmark.md. A set that is done is kept in the cache and not measured again; `--again` measures it anew on its features.
 *
 *   node bench/method.js [--sets planted,demo,ants-bees] [--seeds 0,1] [--quick] [--again] [--tables-only] [--write] [--data FOLDER] [--cache FOLDER]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { updateDocument } from './method/document.js';
import { measureSet } from './method/measure-set.js';
import { listSets } from './method/sets.js';
import { formatTables } from './method/tables.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values: options } = parseArgs({
  options: {
    sets: { type: 'string' },
    seeds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'tables-only': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    data: { type: 'string', default: join(ROOT, '.cache', 'datasets') },
    cache: { type: 'string', default: join(ROOT, '.cache', 'method-benchmark') },
  },
});

/** The set's numbers, from the cache where they are; a set that fails as a whole is a result too. */
async function readOrMeasure(set) {
  const path = join(options.cache, `${set.name}.json`);
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null && !options.again) return JSON.parse(known);
  if (options['tables-only']) return null;
  const startMs = performance.now();
  const observe = (step) => console.error(`${set.name}: ${step}`);
  const result = await measureSet(set, options.cache, { observe }).catch((error) => ({
    name: set.name,
    kind: set.kind,
    planted: set.planted ?? null,
    failure: error.message,
  }));
  await writeFile(path, JSON.stringify(result));
  console.error(`${set.name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
  return result;
}

await mkdir(options.cache, { recursive: true });
const sets = listSets({
  data: options.data,
  cache: options.cache,
  wanted: options.sets?.split(','),
  seeds: options.seeds?.split(',').map(Number),
  quick: options.quick,
});
const results = [];
for (const set of sets) {
  const result = await readOrMeasure(set);
  if (result !== null) results.push(result);
}
const tables = formatTables(results);
for (const [name, text] of Object.entries(tables)) console.log(`\n${name}\n\n${text}`);
if (options.write) await updateDocument(join(ROOT, 'docs', 'benchmark.md'), tables);
console.error(
  `${results.length} sets, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
