/**
 * The numbered rules of docs/method.md and docs/formats: each is written once, and what code, tests and documents cite exists.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The document that holds the rules of each letter. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  A: 'docs/formats/answers.md',
  C: 'docs/formats/command-line.md',
  D: 'docs/formats/datasets.md',
  M: 'docs/method.md',
  R: 'docs/formats/results.md',
  W: 'docs/formats/workspace.md',
};

const LETTERS = Object.keys(DOCUMENTS).join('');
/** `- **M40** …` or `| R1 | …`. */
const DEFINITION = new RegExp(`^(?:- \\*\\*|\\| )([${LETTERS}]\\d+)(?:\\*\\*| )`, 'gm');
/** Rules in parentheses, after "rule", "rules" or a document's name, or at the start of a test's name: `(D7, D72)`, `'W63: …`. */
const LIST = `[${LETTERS}]\\d+(?:(?:, | and | to |-)[${LETTERS}]\\d+)*`;
const CITATIONS = [
  new RegExp(`(?:\\(|\\brules? |\\.md, |\\.md\\), )(${LIST})(?=[):;,. ])`, 'g'),
  new RegExp(`['"\`](${LIST}): `, 'g'),
];

const read = (file: string) => readFileSync(path.join(REPOSITORY, file), 'utf8');

/** Sources, tests and documents, relative to the repository. */
function listFiles(): string[] {
  return ['src', 'test', 'web/src', 'docs', 'bench', 'scripts', 'examples']
    .flatMap((folder) =>
      readdirSync(path.join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /\.(md|tsx?|js)$/.test(file) && !file.endsWith('rules.test.ts'));
}

function listDefinitions(): string[] {
  return Object.entries(DOCUMENTS).flatMap(([letter, file]) =>
    [...read(file).matchAll(DEFINITION)].map(([, rule]) => rule!).filter((rule) => rule.startsWith(letter)),
  );
}

function listCitations(text: string): string[] {
  return findLists(text).flatMap((list) => list.match(new RegExp(`[${LETTERS}]\\d+`, 'g'))!);
}

/** Those cited by name and those between the ends of a range, `M100 to M105`. */
function listCovered(text: string): string[] {
  const ranges = findLists(text).flatMap((list) => [...list.matchAll(/([A-Z])(\d+)(?: to |-)[A-Z](\d+)/g)]);
  const between = ranges.flatMap(([, letter, from, to]) =>
    Array.from({ length: Number(to) - Number(from) }, (_, place) => `${letter}${Number(from) + place}`),
  );
  return [...listCitations(text), ...between];
}

function findLists(text: string): string[] {
  return CITATIONS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, list]) => list!));
}

test('every rule is written once', () => {
  const rules = listDefinitions();
  expect(rules.length).toBeGreaterThan(100);
  expect(rules.filter((rule, place) => rules.indexOf(rule) !== place)).toEqual([]);
});

test('every rule that is cited exists', () => {
  const rules = new Set(listDefinitions());
  const dangling = listFiles().flatMap((file) =>
    listCitations(read(file))
      .filter((rule) => !rules.has(rule))
      .map((rule) => `${file}: ${rule}`),
  );
  expect(dangling).toEqual([]);
});

test('every rule of the method is cited where it is computed', () => {
  const sources = listFiles().filter((file) => file.startsWith('src') && !/\.test\.tsx?$/.test(file));
  const covered = new Set(sources.flatMap((file) => listCovered(read(file))));
  const rules = listDefinitions().filter((rule) => rule.startsWith('M'));
  expect(rules.filter((rule) => !covered.has(rule))).toEqual([]);
});

test('citations are found in all their forms, and other words are not taken for them', () => {
  const text = [
    '(docs/method.md, M40 and M41; paper 4.1)',
    "test('splits (D2, D6-D7)')",
    "test('W63: a job ends once')",
    '(rules W20 to W33)',
    "workerId: 'W1', path: `M24 12C`, W[c,i], (D)",
  ];
  expect(text.map(listCitations)).toEqual([['M40', 'M41'], ['D2', 'D6', 'D7'], ['W63'], ['W20', 'W33'], []]);
});
