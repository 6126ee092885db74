import { describe, expect, test } from 'vitest';
import {
  createClass,
  createCoreClass,
  createEmptyReportData,
  createFeature,
  createReportData,
} from '../../fixtures/report/sample-report.js';
import { computeMeanGapInterval, summarizeModels } from '../stages/bias/index.js';
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
    interval: computeMeanGapInterval([{ k, accuracyTop, accuracyBottom }]),
  };
}

describe('headline', () => {
  const headlineFor = (...gaps: [number, number][]) => {
    const classes = gaps.map(([top, bottom], index) =>
      createClass({ index, name: `c${index}`, gap: createGap(top, bottom) }),
    );
    const [model] = summarizeModels([
      {
        model: 'head',
        accuracy: 0.7,
        gaps: classes.map(({ index, gap }) => ({ model: 'head', classIndex: index, ...gap! })),
      },
    ]);
    const { gaps: _gaps, ...numbers } = model!;
    return buildSummary(createReportData({ classes, models: [{ ...numbers, evidence: null }] }));
  };

  test('claims the lower bound of the gap, and no cause where none was measured', () => {
    expect(headlineFor([0.98, 0.12]).headline).toBe(
      'The head is at least 40 points less accurate on the least spurious images, for c0; whether the cue is the cause was not measured.',
    );
    expect(headlineFor([0.9, 0.7], [0.9, 0.7]).headline).toContain('No difference is shown');
    expect(headlineFor([0.1, 0.95]).headline).toContain('more accurate on the least spurious images, for c0');
  });

  test('does not let opposite gaps cancel silently', () => {
    const { headline, findings } = headlineFor([0.9, 0.5], [0.5, 0.9]);
    expect(headline).toContain('No difference is shown');
    expect(findings.map(({ text }) => text)).toContain(
      'Class gaps of opposite sign cancel: 0 points in the mean, but 40 points in size (from −40 points for c1 to +40 points for c0).',
    );
  });

  test('carries the doubt of unreviewed verdicts', () => {
    const classes = [createClass({ isProvisional: true })];
    expect(buildSummary(createReportData({ classes })).headline).toContain(
      'If the unreviewed verdicts are right, the head',
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
    expect(findingsOf(createReportData()).join(' ')).toContain(
      'The head gets 98% of the 10 waterbird images with most water right, and 12% of the 10 with least.',
    );
    const classes = [createClass({ features: [createFeature({ label: null })] })];
    expect(findingsOf(createReportData({ classes })).join(' ')).toContain(
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
      'Tuned on low-spuriosity images, the head has a spurious gap of +3 points (−17 to +23 points) instead of +86 points (+66 to +100 points); accuracy on the images that measure rose to 85% (from 76%). As many random images leave +86 points (+66 to +100 points).',
    );
  });

  test('name the model whose head was tuned where it is another one', () => {
    const data = createReportData();
    data.mitigation!.model = 'other';
    expect(findingsOf(data).join(' ')).toContain(
      'Tuned on low-spuriosity images, the head of other has a spurious gap',
    );
  });

  test('admit a mitigation that failed', () => {
    const data = createReportData();
    const trial = data.mitigation!.trials[0]!;
    const after = { ...trial.measured.after, gap: 0.9, gapInterval: { low: 0.7, high: 1 } };
    const measured = { before: trial.measured.before, after };
    data.mitigation!.trials = [{ ...trial, measured, gapAfter: 0.9, accuracyAfter: 0.5 }];
    const finding = findingsOf(data).find((text) => text.startsWith('Tuned'));
    expect(finding).toContain('+90 points (+70 to +100 points) instead of +86 points');
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
      command: 'spuriosity serve',
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
