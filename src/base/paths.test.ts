import { expect, test } from 'vitest';
import { leadsOut, normalizePath } from './paths.js';

test.each([
  '..',
  '../x',
  'a/../..',
  'a/../../a',
  './../x',
  'a//../../x',
  '/',
  '/etc/x',
  '..\\x',
  'a\\..\\..\\x',
  'a\\../..\\x',
  '\\x',
  '\\\\host\\share\\x',
  'C:\\x',
  'c:/x',
  'C:\\',
  'a\0b',
])('%j leads out', (path) => {
  expect(leadsOut(path)).toBe(true);
});

test.each([
  '',
  '.',
  'x',
  '..x',
  '..x/y',
  '...',
  'x..',
  'a/..',
  'a/../b',
  'a/b/../../c',
  'a\\..\\b',
  'a/..b',
  '.x',
  'a:b',
  'B:1.jpg',
  'ab:/x',
  'a/C:/x',
])('%j stays inside', (path) => {
  expect(leadsOut(path)).toBe(false);
});

test.each([
  ['a//b/./c/../d', 'a/b/d'],
  ['../a/../../b', '../../b'],
  ['/a/', '/a'],
  ['./a', 'a'],
  ['..x/..', ''],
])('%j is %j', (path, plain) => {
  expect(normalizePath(path)).toBe(plain);
});
