/** ARCHITECTURE.md names only what stands: its paths, its pages and its routes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(REPOSITORY, file), 'utf8');
/** Its tables' cells are padded to columns. */
const map = read('ARCHITECTURE.md').replace(/ {2,}/g, ' ');

/** What stands in backticks and begins with a folder of the repository. */
const PATHS = [
  ...map.matchAll(/`((?:src|web|test|bench|scripts|fixtures|examples|docs|bin)\/[^`\s…]*)`/g),
].map(([, name]) => name!);

const READMES = readdirSync(path.join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('README.md'),
);

test('every path that the map names is there', () => {
  expect(PATHS.length).toBeGreaterThan(80);
  expect(PATHS.filter((name) => !existsSync(path.join(REPOSITORY, name)))).toEqual([]);
});

test('every room of src is on the map, and every stage has its line', () => {
  const rooms = readdirSync(path.join(REPOSITORY, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(rooms.map(({ name }) => name).filter((name) => !map.includes(`| \`src/${name}/\` |`))).toEqual([]);
  const stages = readdirSync(path.join(REPOSITORY, 'src/stages'));
  expect(stages.filter((name) => !map.includes(`\n| ${name} | `))).toEqual([]);
});

test('pages stand at their addresses, and their data at theirs', () => {
  const pages = [...read('web/src/shell/pages.ts').matchAll(/to: '([^']+)', title: '([^']+)'/g)];
  expect(pages.length).toBeGreaterThan(8);
  for (const [, address, title] of pages) expect(map).toContain(`| ${title} | \`${address}\` |`);
  const routes = read('src/protocol/routes.ts');
  for (const [, route] of map.matchAll(/`((?:GET|POST) \/api\/[^`]+)`/g))
    expect(routes).toContain(`'${route}'`);
});

test('rooms of src have a README of at most 40 lines', () => {
  expect(READMES.length).toBeGreaterThan(20);
  const lengths = READMES.map((file) => ({
    file,
    lines: read(path.join('src', file)).trimEnd().split('\n').length,
  }));
  expect(lengths.filter(({ lines }) => lines > 40)).toEqual([]);
});

/** Names of files in backticks: `read.ts`, `formats/detect.ts`, `src/figures/palette.ts`; patterns with a star are passed over. */
const FILE_NAME = /`((?:[a-z0-9-]+\/)*[a-z0-9.-]+\.tsx?)`/g;

test('files that a README of a room names are in that room, or where they say', () => {
  const lost = READMES.flatMap((readme) => {
    const room = path.join(REPOSITORY, 'src', path.dirname(readme));
    const inside = readdirSync(room, { recursive: true, encoding: 'utf8' });
    return [...read(path.join('src', readme)).matchAll(FILE_NAME)]
      .map(([, name]) => name!)
      .filter((name) => !inside.some((file) => file === name || file.endsWith(`/${name}`)))
      .filter((name) => !existsSync(path.join(REPOSITORY, name)))
      .map((name) => `${readme}: ${name}`);
  });
  expect(lost).toEqual([]);
});
