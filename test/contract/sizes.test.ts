/**
 * Files, folders and functions stay small enough to be read at once: 300 lines, 25 files, 80 lines.
 * A function that is better long says why in the comment at its head, after the word "Long:". Groups of tests
 * are lists and exempt.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const MOST_FILE_LINES = 300;
const MOST_FOLDER_FILES = 25;
const MOST_FUNCTION_LINES = 80;

const root = fileURLToPath(new URL('../..', import.meta.url));
const paths = ['src', 'web/src', 'test'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name))),
);
const sources = paths
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

const countLines = (text: string): number => text.trimEnd().split('\n').length;

/** Whether a node is what `describe` is called with, also by way of `each`, or one of its own kind such as `describeRules`. */
function isGroupOfTests({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && /^describe/.test(parent.expression.getText());
}

/** Functions, methods and arrows longer than allowed that give no reason, as `file:line`. */
function findLongFunctions(file: string, text: string): string[] {
  if (countLines(text) <= MOST_FUNCTION_LINES) return [];
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const toLine = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    const line = toLine(node.getStart(tree));
    const lineCount = toLine(node.end) - line + 1;
    // Nothing inside is longer either.
    if (lineCount <= MOST_FUNCTION_LINES) return;
    const isLong =
      ts.isFunctionLike(node) && !isGroupOfTests(node) && !readHead(node, text).includes('Long:');
    if (isLong) found.push(`${file}:${line} has ${lineCount} lines`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The comments before a function, or before the statement that it is the value of. */
function readHead(node: ts.Node, text: string): string {
  let statement: ts.Node = node;
  while (!ts.isStatement(statement) && !ts.isClassElement(statement) && statement.parent !== undefined) {
    statement = statement.parent;
  }
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  return comments.map(({ pos, end }) => text.slice(pos, end)).join('\n');
}

test('no file is longer than one can read at once', () => {
  const long = sources
    .filter(({ text }) => countLines(text) > MOST_FILE_LINES)
    .map(({ file, text }) => `${file} has ${countLines(text)} lines`);
  expect(long).toEqual([]);
});

test('no folder holds more files than one can look over', () => {
  const counts = new Map<string, number>();
  for (const file of paths) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
  const full = [...counts].filter(([, count]) => count > MOST_FOLDER_FILES);
  expect(full.map(([folder, count]) => `${folder} has ${count} files`)).toEqual([]);
});

test('no function is longer than a screen without a reason', () => {
  expect(sources.flatMap(({ file, text }) => findLongFunctions(file, text))).toEqual([]);
});

test('the search finds a long function, and takes a reason', () => {
  const body = '  step();\n'.repeat(MOST_FUNCTION_LINES);
  const long = `export function run() {\n${body}}\n`;
  expect(findLongFunctions('a.ts', long)).toEqual(['a.ts:1 has 82 lines']);
  expect(findLongFunctions('a.ts', `/** Runs. Long: one step a line. */\n${long}`)).toEqual([]);
  expect(findLongFunctions('a.ts', `const run = () => {\n${body}};\n`)).toHaveLength(1);
  expect(findLongFunctions('a.ts', `describe.each([1])('runs', () => {\n${body}});\n`)).toEqual([]);
});
