import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, settle, withCopy } from '../../../test/studies/live-study.js';
import { writeBiasTables } from '../../project/index.js';
import { openLive } from '../../project/live/index.js';
import { buildEvidenceResponse } from './evidence.js';

let folder: string;
beforeAll(async () => {
  folder = await makeLiveStudy();
});

test('the app shows what the tables measured, until a verdict changes', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    settle(project, 0, 0, 'core');
    settle(project, 1, 4, 'spurious');
    const live = await openLive(project);
    const before = await buildEvidenceResponse(live);
    expect(before.evidence).toBeNull();
    expect(before.reason).toContain('spuriosity gap');

    const { evidence } = await writeBiasTables(project, { k: live.k });
    const shown = await buildEvidenceResponse(live);
    expect(shown.reason).toBeNull();
    expect(shown.evidence!.models).toEqual(evidence!.models);
    expect(shown.evidence!.classes).toEqual(evidence!.classes.filter(({ model }) => model === 'head'));
    expect(
      shown.evidence!.classes.map(({ classIndex, adjustedIsGap }) => [classIndex, adjustedIsGap]),
    ).toEqual([
      [0, false],
      [1, true],
    ]);

    settle(project, 1, 1, 'core');
    await live.applyJudgement(1, 1);
    expect((await buildEvidenceResponse(live)).evidence).toBeNull();
  });
});
