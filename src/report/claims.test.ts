/** Workspaces whose truth is known, from features to the page: what the report says of them in words. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeKnownTruth, type Truth } from '../../test/studies/known-truth.js';
import { readTable } from '../storage/index.js';
import { writeReport } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-claims-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Makes the workspace, its tables and its report; returns the words and the numbers. */
async function report(name: string, truth: Truth) {
  const project = await makeKnownTruth(folder, name, truth);
  try {
    const { path } = await writeReport(project, { k: 10, writtenOn: new Date(0), figures: null });
    const { document } = parseHTML(await readFile(path, 'utf8'));
    const textOf = (selector: string) => document.querySelector(selector)!.textContent!.replace(/\s+/g, ' ');
    const { rows: models } = await readTable(join(project.layout.results, 'models.csv'));
    return {
      headline: textOf('.headline'),
      findings: textOf('#summary'),
      text: textOf('main'),
      numbers: models[0]!,
    };
  } finally {
    project.close();
  }
}

test('no effect: none is claimed', async () => {
  const { headline, text, numbers } = await report('none', { count: 60, effects: [0, 0], judged: [0, 1] });
  expect(numbers.finding).toBe('none');
  expect(headline).toMatch(/^No difference is shown for the head between .* on average over 2 classes/);
  expect(text).not.toMatch(/leans on spurious|less accurate on the least|more accurate on the least/);
});

test('effects that cancel: neither hidden in the mean nor claimed of it', async () => {
  const { headline, findings, numbers } = await report('cancelling', {
    count: 60,
    effects: [1, -1],
    judged: [0, 1],
  });
  expect(headline).toContain('No difference is shown');
  expect(Number(numbers.mean_absolute_gap)).toBeGreaterThan(0.3);
  expect(findings).toContain('Class gaps of opposite sign cancel');
  expect(findings).toMatch(/less accurate on .*, for ants|leans on .*, for ants/);
  expect(findings).toMatch(/more accurate on .*, for bees/);
});

test('reversed effects: the other way round, by the bound', async () => {
  const { headline, numbers } = await report('reversed', { count: 60, effects: [-1, -1], judged: [0, 1] });
  const bound = Math.round(-100 * Number(numbers.spurious_gap_high));
  expect(bound).toBeGreaterThan(0);
  expect(headline).toContain(`at least ${bound} points more accurate on the least spurious images`);
  expect(headline).not.toContain('leans');
});

test('one class: it is named, and nothing is corrected for many', async () => {
  const { headline, findings, numbers } = await report('one', { count: 60, effects: [1, 1], judged: [0] });
  expect(headline).toContain('for ants');
  expect(headline).not.toContain('average');
  expect(findings).toContain('Of 1 class');
  expect(findings).not.toContain('corrected');
  const claimed = Number(/at least (\d+) points/.exec(headline)![1]);
  const bounds = [numbers.spurious_gap_low, numbers.adjusted_low].map((bound) =>
    Math.round(100 * Number(bound)),
  );
  expect(bounds).toContain(claimed);
});

test('ten images: half of them at either end, and no more than their wide interval allows', async () => {
  const { headline, text, numbers } = await report('few', { count: 10, effects: [1, 1], judged: [0, 1] });
  expect(text).toContain('2 classes are measured on fewer than 10 images at each end');
  const width = Number(numbers.spurious_gap_high) - Number(numbers.spurious_gap_low);
  expect(width).toBeGreaterThan(0.4);
  const [, claimed] = /at least (\d+) points/.exec(headline) ?? [];
  if (claimed === undefined) expect(headline).toContain('No difference is shown');
  else expect(Number(claimed)).toBeLessThan(100 * Number(numbers.spurious_gap));
});
