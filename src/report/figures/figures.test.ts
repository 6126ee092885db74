import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { createReportData, HOSTILE_NAME } from '../../../fixtures/report/sample-report.js';
import {
  buildClassGapFigure,
  buildCompactRankFigure,
  buildGroupAurocFigure,
  buildHeadFigure,
  buildMitigationFigure,
  buildModelFigure,
  buildRankAccuracyFigure,
  buildTuningFigure,
  toStandaloneSvg,
} from './index.js';
import { DARK_THEME, LIGHT_THEME, type Theme } from './palette.js';
import { spreadLabels } from './plot-frame.js';

const data = createReportData();
const trials = data.mitigation!.trials;
const gap = data.classes[1]!.gap!;

const FIGURES: Record<string, string> = {
  'class gaps': buildClassGapFigure([
    { name: HOSTILE_NAME, gap },
    { name: 'same', gap },
    { name: 'same', gap },
  ]),
  'rank accuracy': buildRankAccuracyFigure(data.rankCurves),
  'compact rank': buildCompactRankFigure(HOSTILE_NAME, data.rankCurves),
  mitigation: buildMitigationFigure(trials),
  tuning: buildTuningFigure(trials, 0.05),
  head: buildHeadFigure(data.header.head.curve),
  'group auroc': buildGroupAurocFigure('background', data.groups!.auroc),
  models: buildModelFigure(data.models),
};

describe.each(Object.entries(FIGURES))('figure of %s', (_, figure) => {
  test('is one named svg without script, style sheet, NaN or reference to anything outside', () => {
    const svg = parseHTML(`<body>${figure}</body>`).document.querySelector('svg')!;
    expect(svg.getAttribute('aria-label')).toBeTruthy();
    expect(svg.querySelector('title')!.textContent).toBeTruthy();
    expect(figure).not.toMatch(/<script|<style|NaN|undefined|https?:/);
  });

  test('as a file of its own it needs no variables of a page', () => {
    const file = toStandaloneSvg(figure);
    expect(file).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(file).not.toMatch(/var\(|currentColor|inherit/);
  });
});

test('classes of the same name keep a row each', () => {
  const circles = FIGURES['class gaps']!.match(/<circle/g) ?? [];
  expect(circles).toHaveLength(6);
});

test.each([
  ['no classes', () => buildClassGapFigure([])],
  ['no curves', () => buildRankAccuracyFigure([{ stage: 'before', points: [] }])],
  ['no trials', () => buildMitigationFigure([])],
  ['no tuning', () => buildTuningFigure([], 0.05)],
  ['no head curve', () => buildHeadFigure([])],
  ['no groups', () => buildGroupAurocFigure('x', [])],
  ['no finite models', () => buildModelFigure([{ ...data.models[0]!, accuracyTop: Number.NaN }])],
])('%s: an empty figure, not an error', (_, draw) => {
  expect(draw()).toMatch(/^<svg[\s\S]*<\/svg>$/);
});

test('spread labels keep their order and their distance', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }), (positions) => {
      const distance = 0.1;
      const spread = spreadLabels(positions, distance);
      const order = positions.map((_, at) => at).sort((a, b) => positions[a]! - positions[b]!);
      for (let next = 1; next < order.length; next++) {
        // Each round halves what three crowded labels still lack; seven tenths of the distance are still legible.
        expect(spread[order[next]!]! - spread[order[next - 1]!]!).toBeGreaterThan(distance * 0.7);
      }
    }),
  );
});

/** WCAG 2 relative luminance of `#rrggbb`. */
function computeLuminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function computeContrast(a: string, b: string): number {
  const [dark, light] = [computeLuminance(a), computeLuminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each([
  ['light', LIGHT_THEME],
  ['dark', DARK_THEME],
])('%s theme', (_, theme: Theme) => {
  test.each(['ink', 'muted', 'spurious', 'core', 'wrong', 'caution'] as const)(
    '%s reads on paper and panel (WCAG AA)',
    (role) => {
      for (const ground of [theme.paper, theme.panel]) {
        expect(computeContrast(theme[role], ground)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('text reads on the banner', () => {
    expect(computeContrast(theme.ink, theme.cautionPanel)).toBeGreaterThanOrEqual(4.5);
    expect(computeContrast(theme.caution, theme.cautionPanel)).toBeGreaterThanOrEqual(4.5);
  });
});
