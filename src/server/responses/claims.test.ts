/** Workspaces whose truth is known: what the app says of them, made of the server's answers and the words that its pages print. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeKnownTruth, type Truth } from '../../../test/studies/known-truth.js';
import { openLive } from '../../project/live/index.js';
import {
  describeFinding,
  describeVerdictSources,
  listModelSentences,
  toModelStatement,
  toShownSign,
} from '../../words/index.js';
import {
  buildEvidenceResponse,
  buildModelsResponse,
  buildPairsResponse,
  buildWorkspaceResponse,
} from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-app-claims-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What Overview and Models print of the head, and how the gaps of classes are set off. */
async function readApp(name: string, truth: Truth) {
  const project = await makeKnownTruth(folder, name, truth);
  try {
    const live = await openLive(project);
    const workspace = await buildWorkspaceResponse(live);
    const evidence = await buildEvidenceResponse(live);
    const study = buildModelsResponse(live);
    const [head] = workspace.models;
    const nameOf = (classIndex: number) => workspace.classes[classIndex]!.displayName;
    const measured = evidence.gaps.map(({ classIndex }) => classIndex);
    const statement = toModelStatement(head!, measured, evidence, nameOf)!;
    return {
      head: head!,
      study,
      headline: describeFinding(statement),
      sentences: listModelSentences(statement, head!, evidence.gaps, evidence, nameOf).join(' '),
      basis: describeVerdictSources(workspace.annotation.verdictSources),
      signs: buildPairsResponse(live).classes.map(({ gap }) => toShownSign(gap?.interval)),
      ks: buildPairsResponse(live).classes.map(({ gap }) => gap?.k),
    };
  } finally {
    project.close();
  }
}

test('no effect: none is claimed, no gap is set off, and what the verdicts are is said', async () => {
  const { headline, basis, signs, head } = await readApp('none', {
    count: 60,
    effects: [0, 0],
    judged: [0, 1],
  });
  expect(headline).toMatch(/^No difference is shown for the head between .* on average over 2 classes/);
  expect(toShownSign(head.interval)).toBeNull();
  expect(signs).toEqual([null, null]);
  expect(basis).toBe('Rests on 4 verdicts settled by a person.');
});

test('effects that cancel: said, and each class is set off to its own side', async () => {
  const { headline, sentences, signs } = await readApp('cancelling', {
    count: 60,
    effects: [1, -1],
    judged: [0, 1],
  });
  expect(headline).toContain('No difference is shown');
  expect(sentences).toContain('Class gaps of opposite sign cancel');
  expect(signs).toEqual(['positive', 'negative']);
});

test('reversed effects: the other way round, by the bound', async () => {
  const { headline, head, study } = await readApp('reversed', {
    count: 60,
    effects: [-1, -1],
    judged: [0, 1],
  });
  const bound = Math.round(-100 * head.interval!.high);
  expect(bound).toBeGreaterThan(0);
  expect(headline).toContain(`at least ${bound} points more accurate on the least spurious images`);
  expect(headline).not.toContain('leans');
  // One model: the mean over the models is that model, bound by bound.
  expect(study.mean).toEqual({ gap: expect.closeTo(head.spuriousGap!, 12), interval: head.interval });
});

test('one class: it is named, and has the interval of the whole', async () => {
  const { headline, sentences, head, study } = await readApp('one', {
    count: 60,
    effects: [1, 1],
    judged: [0],
  });
  expect(headline).toContain('for ants');
  expect(headline).not.toContain('average');
  expect(sentences).not.toContain('corrected');
  expect(study.classMeans[0]!.interval).toEqual(head.interval);
});

test('ten images: half of them at either end, and no claim beyond the wide interval', async () => {
  const { headline, head, ks } = await readApp('few', { count: 10, effects: [1, 1], judged: [0, 1] });
  expect(ks).toEqual([5, 5]);
  expect(head.interval!.high - head.interval!.low).toBeGreaterThan(0.4);
  const [, claimed] = /at least (\d+) points/.exec(headline) ?? [];
  if (claimed === undefined) expect(headline).toContain('No difference is shown');
  else expect(Number(claimed)).toBeLessThan(100 * head.spuriousGap!);
});
