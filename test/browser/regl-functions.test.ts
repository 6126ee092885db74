/**
 * regl makes its functions from text, which the server's content policy forbids; so the app brings those that the map needs. This
 * test has regl make them, in a browser that knows no policy, and compares. After an update of regl or regl-scatterplot, and where
 * openPlot sets other options, `npx vitest run test/browser/regl-functions.test.ts -u` writes the file anew.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from './support/app-test.js';
import { claimGraphicsCard } from './support/graphics-card.js';

const FILE = fileURLToPath(new URL('../../web/src/screens/features/plot/regl-functions.ts', import.meta.url));
const HEADER = [
  '/** Functions of regl for the map, by the hash of their text. Written by test/browser/regl-functions.test.ts; not by hand. */',
  '// @ts-nocheck',
  '// biome-ignore-all lint: generated',
  '// biome-ignore-all format: generated',
  "import type { ReglFunctions } from './plot.js';",
];

test('the app brings the functions that regl would make', async ({ openPage }) => {
  const page = await openPage({ bypassCSP: true });
  await claimGraphicsCard(page);
  await takeFunctionsAway(page);
  await page.addInitScript(() => {
    const made: string[][] = [];
    const apply = (target: FunctionConstructor, self: unknown, parts: string[]) => {
      made.push(parts);
      return Reflect.apply(target, self, parts);
    };
    Object.assign(window, { made, Function: new Proxy(Function, { apply }) });
  });
  await page.goto('/map');
  await page.locator('[role=application][aria-busy=false]').waitFor();
  const made = (await page.evaluate('made')) as string[][];
  expect(made.length).toBeGreaterThan(5);
  const functions = new Map(made.map((parts) => writeFunction(parts.slice(0, -1), parts.at(-1)!)));
  const entries = [...functions].sort().map(([hash, text]) => `  '${hash}': ${text},`);
  const lines = [
    ...HEADER,
    '',
    'const functions: ReglFunctions = {',
    ...entries,
    '};',
    'export default functions;',
  ];
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(FILE);
});

test('where they are missing, the policy holds and the map is drawn without WebGL', async ({
  page,
  expectedErrors,
}) => {
  expectedErrors.push(/unsafe-eval/);
  await claimGraphicsCard(page);
  await takeFunctionsAway(page);
  await page.goto('/map');
  await page.locator('[role=application][aria-busy=false]').waitFor();
});

/** Without its functions regl makes them. */
async function takeFunctionsAway(page: Page): Promise<void> {
  await page.route('**/assets/regl-functions-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'export default {};' }),
  );
}

/** regl breaks lines after signs only, to make its text readable; the hash is of the text with them. */
function writeFunction(names: readonly string[], text: string): [hash: string, text: string] {
  const hash = createHash('sha256').update(text).digest('hex');
  return [hash, `function (${names.join()}) { ${text.replaceAll('\n', '')} }`];
}
