import { expect, test } from 'vitest';
import { isLocalPath, toLocalPath } from './local-path.js';

test.each(['/', '/pairs?class=3', '/rankings#top', '/a//b', '/%5Cexample.com', '/größe'])(
  '%j is a path of this server',
  (text) => {
    expect(isLocalPath(text)).toBe(true);
    expect(new URL(text, 'http://here').host).toBe('here');
  },
);

test.each([
  '',
  'pairs',
  '//example.com',
  '/\\example.com',
  '\\/example.com',
  '/\t/example.com',
  '/\n/example.com',
  '\t//example.com',
  '/\r\n/example.com',
  'https://example.com',
  'javascript:alert(1)',
  '/a\u0000b',
])('%j is not, or not for certain', (text) => {
  expect(isLocalPath(text)).toBe(false);
});

test.each([['//example.com/x'], ['/\\example.com/x'], ['///example.com/x'], ['/example.com/x']])(
  '%j leads to a path of this server',
  (pathname) => {
    expect(toLocalPath(pathname)).toBe('/example.com/x');
    expect(isLocalPath(toLocalPath(pathname))).toBe(true);
  },
);
