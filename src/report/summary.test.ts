import { describe, expect, test } from 'vitest';
import {
  createClass,
  createCoreClass,
  createEmptyReportData,
  createFeature,
  createReportData,
} from '../../fixtures/report/sample-report.js';
import type { GapNumbers } from './report-data.js';
import { buildSummary } from './summary.js';

const findingsOf = (...args: Parameters<typeof buildSummary>) =>
  buildSummary(...args).findings.map((finding) => finding.text);

function createGap(accuracyTop: number, accuracyBottom: number, k = 10): GapNumbers {
  return {
    k,
    imageCount: 60,
    reducedK: false,
    accuracyTop,
    accuracyBottom,
    gap: accuracyTop - accuracyBottom,
  };
}

describe('headline', () => {
  const headlineFor = (...gaps: [number, number][]) =>
    buildSummary(
      createReportData({
        classes: gaps.map(([top, bottom], index) =>
          createClass({ index, name: `c${index}`, gap: createGap(top, bottom) }),
        ),
      }),
    ).headline;

  test('grows with the mean gap', () => {
    expect(headlineFor([0.98, 0.12])).toBe(
      'The head leans heavily on spurious cues: where they are missing it loses 86 percentage points of accuracy, for c0.',
    );
    expect(headlineFor([0.9, 0.8], [0.9, 0.8])).toContain('leans on spurious cues');
    expect(headlineFor([0.9, 0.8], [0.9, 0.8])).toContain(
      '10 percentage points of accuracy, on average over 2 classes',
    );
    expect(headlineFor([0.9, 0.88])).toContain('hardly depends');
    expect(headlineFor([0.5, 0.8])).toContain(
      'does worse where spurious cues are strong: 30 percentage points',
    );
  });

  test('does not let opposite gaps cancel silently', () => {
    expect(headlineFor([0.9, 0.5], [0.5, 0.9])).toContain('but for c0 accuracy differs by 40 points');
  });

  test('carries the doubt of unreviewed verdicts', () => {
    const classes = [createClass({ features: [createFeature({ source: 'provisional' })] })];
    expect(buildSummary(createReportData({ classes })).headline).toContain(
      'if the unreviewed verdicts are right',
    );
  });

  test('without a spurious feature, or without verdicts', () => {
    expect(buildSummary(createEmptyReportData()).headline).toContain(
      'None of the 3 features looked at is spurious',
    );
    const counts = { adjudicated: 0, people: 0, 'object-mask': 0, 'group-column': 0, provisional: 0 };
    expect(buildSummary({ ...createEmptyReportData(), verdictCounts: counts }).headline).toContain(
      'No feature has a verdict yet',
    );
  });
});

describe('findings', () => {
  test('say the gap of a class with the name of its cue, or without one', () => {
    expect(findingsOf(createReportData())[0]).toBe(
      'The head gets 98% of the 10 waterbird images with most water right, and 12% of the 10 with least.',
    );
    const classes = [createClass({ features: [createFeature({ label: null })] })];
    expect(findingsOf(createReportData({ classes }))[0]).toBe(
      'The head gets 98% of the 10 most spurious waterbird images right, and 12% of the 10 least spurious.',
    );
  });

  test('name spurious pairs once per cue', () => {
    const features = [
      createFeature({ feature: 7 }),
      createFeature({ feature: 9, source: 'provisional' }),
      createFeature({ feature: 11, label: null }),
      createFeature({ feature: 12, verdict: 'core' }),
    ];
    expect(findingsOf(createReportData({ classes: [createClass({ features })] }))).toContain(
      'Most spurious pairs: waterbird ← water (features 7 and 9, unreviewed); waterbird ← feature 11.',
    );
  });

  test('say mitigation before and after beside the mean of the random baseline', () => {
    expect(findingsOf(createReportData())).toContain(
      'Tuning the head on low-spuriosity images shrank the spurious gap from 86 to 3 points; accuracy on all validation images rose to 85% (from 76%). As many random images left the gap at 86 points.',
    );
  });

  test('name the model whose head was tuned where it is another one', () => {
    const data = createReportData();
    data.mitigation!.model = 'other';
    expect(findingsOf(data).join(' ')).toContain('Tuning the head of other on low-spuriosity images shrank');
  });

  test('admit a mitigation that failed', () => {
    const data = createReportData();
    data.mitigation!.trials = [{ ...data.mitigation!.trials[0]!, gapAfter: 0.9, accuracyAfter: 0.5 }];
    const finding = findingsOf(data).find((text) => text.startsWith('Tuning'));
    expect(finding).toContain('did not shrink the spurious gap (86 points before, 90 after)');
    expect(finding).toContain('fell to 50%');
    expect(finding).not.toContain('random');
  });

  test('warn of small k and negative gaps', () => {
    const classes = [
      createClass({ gap: createGap(1, 0.5, 4) }),
      createClass({ index: 1, name: 'b', gap: createGap(0.2, 0.9) }),
    ];
    const findings = findingsOf(createReportData({ classes })).join('\n');
    expect(findings).toContain('1 class is measured on fewer than 10 images');
    expect(findings).toContain('1 class has a negative gap');
  });
});

describe('next steps', () => {
  test('reviewing comes first when verdicts are provisional', () => {
    const counts = { adjudicated: 0, people: 0, 'object-mask': 0, 'group-column': 0, provisional: 4 };
    expect(buildSummary(createReportData({ verdictCounts: counts })).nextSteps[0]).toMatchObject({
      command: 'spuriosity annotate export --template',
    });
  });

  test('propose mitigation only where there is a gap and none was done', () => {
    const commandsOf = (data: Parameters<typeof buildSummary>[0]) =>
      buildSummary(data).nextSteps.map((step) => step.command);
    expect(commandsOf(createReportData({ mitigation: null }))).toContain('spuriosity mitigate');
    expect(commandsOf(createReportData())).not.toContain('spuriosity mitigate');
    expect(
      commandsOf(createReportData({ classes: [createCoreClass(0, 'lake')], mitigation: null })),
    ).not.toContain('spuriosity mitigate');
  });
});
