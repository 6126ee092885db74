/**
 * What a file shows to others is documented: every exported function, type and constant of these rooms has a docstring. In `numeric`, `onnx`
 * and `stages` that of a function over arrays of numbers gives the shape too, and where it throws, the error.
 * Syntax alone is read; whether a sentence is true is for people.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** Rooms of numbers, whose docstrings say more. */
const NUMBER_ROOMS = ['src/numeric', 'src/onnx', 'src/stages'];
const ROOMS = [
  ...NUMBER_ROOMS,
  ...['base', 'checkpoint', 'demo', 'imaging', 'inference', 'planting', 'records', 'storage', 'tables'].map(
    (room) => `src/${room}`,
  ),
];
const NUMBER_ARRAY = /\b(?:Float32|Float64|Int32|Uint32|Uint16|BigInt64|Uint8)Array\b/;
/** `[rows, columns]`, or its length in words. */
const SHAPE =
  /\[[^\]]+\]|\b(?:parallel|length|bytes|in place|per (?:image|class|row|pixel|value)|of each|each (?:image|row))\b/i;
/** An error class, a verb, or a code in backticks. */
const ERROR = /throw|Error|reject|`[a-z]+(?:-[a-z]+)+`/;

interface Export {
  name: string;
  node: ts.Node;
  docstring: string;
}

function listExports(file: string): Export[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(REPOSITORY, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  return source.statements.flatMap((statement): Export[] => {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const comments = ts.getJSDocCommentsAndTags(statement);
    const docstring = comments.map((comment) => comment.getText()).join('\n');
    const nodes = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : [statement as ts.Statement & { name?: ts.Node }];
    return nodes.map((node) => ({ node, docstring, name: `${file}: ${node.name?.getText()}` }));
  });
}

const exported = ROOMS.flatMap((room) =>
  readdirSync(path.join(REPOSITORY, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => listExports(`${room}/${file.replaceAll(path.sep, '/')}`)),
);
const functions = exported.filter(
  ({ node, name }) =>
    ts.isFunctionDeclaration(node) && NUMBER_ROOMS.some((room) => name.startsWith(`${room}/`)),
);
const listNames = (found: readonly Export[]) => found.map(({ name }) => name);

test('every export has a docstring', () => {
  expect(exported.length).toBeGreaterThan(500);
  const undocumented = exported.filter(({ docstring, node }) => docstring === '' && !isMemberType(node));
  expect(listNames(undocumented)).toEqual([]);
});

test('functions over arrays of numbers say their shape', () => {
  const shapeless = functions.filter(({ node, docstring }) => {
    const { parameters, type } = node as ts.FunctionDeclaration;
    const signature = [...parameters, type].map((part) => part?.getText()).join(' ');
    return NUMBER_ARRAY.test(signature) && !SHAPE.test(docstring);
  });
  expect(listNames(shapeless)).toEqual([]);
});

test('functions that throw say so', () => {
  const silent = functions.filter(({ node, docstring }) => throwsItself(node) && !ERROR.test(docstring));
  expect(listNames(silent)).toEqual([]);
});

/** `type Kind = (typeof KINDS)[number]` is documented by its list. */
function isMemberType(node: ts.Node): boolean {
  return (
    ts.isTypeAliasDeclaration(node) &&
    /^\(typeof (\w+)\)\[(?:number|keyof typeof \1)\]$/.test(node.type.getText())
  );
}

/** Whether a throw statement stands in the function itself, not in a function within it. */
function throwsItself(node: ts.Node): boolean {
  let found = false;
  const visit = (child: ts.Node) => {
    if (ts.isThrowStatement(child)) found = true;
    else if (!ts.isFunctionLike(child)) ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}
