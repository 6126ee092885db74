import { expect, test } from 'vitest';
import { escapeMarkdown, formatMarkdownTable } from './markdown.js';

test.each([
  ['landbird', 'landbird'],
  ['Bohemian waxwing (3.5)', 'Bohemian waxwing (3.5)'],
  ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
  ['[free](javascript:alert(1))', '\\[free\\](javascript:alert(1))'],
  ['![x](http://a/b.png)', '!\\[x\\](http://a/b.png)'],
  ['a*b_c`d~e', 'a\\*b\\_c\\`d\\~e'],
  ['&lt;b&gt;', '\\&lt;b\\&gt;'],
  ['two\n\n# lines', 'two # lines'],
  ['back\\slash', 'back\\\\slash'],
])('%j is written %j', (text, written) => expect(escapeMarkdown(text)).toBe(written));

test('a cell stays a cell', () => {
  expect(formatMarkdownTable(['a|b', 'n'], [['c|d\ne', '1']])).toBe(
    '| a\\|b | n |\n| --- | --- |\n| c\\|d e | 1 |',
  );
});
