import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { createReportData, HOSTILE_NAME } from '../../../fixtures/report/sample-report.js';
import { createManyModels, createSensitivities, createStudy } from '../../../fixtures/report/sample-study.js';
import {
  compareSensitivities,
  listCategoryRobustness,
  listCorrelations,
  listGapAgreements,
  listMeanGaps,
} from '../../protocol/index.js';
import {
  buildCategoryFigure,
  buildClassGapFigure,
  buildCompactRankFigure,
  buildCorrelationFigure,
  buildGapAgreementFigure,
  buildGapVarianceFigure,
  buildGroupAurocFigure,
  buildHeadFigure,
  buildMitigationFigure,
  buildModelFigure,
  buildRankAccuracyFigure,
  buildRobustnessFigure,
  buildSensitivityFigure,
  buildTuningFigure,
  choosePanels,
  toStandaloneSvg,
} from './index.js';
import { DARK_THEME, LIGHT_THEME, SERIES_COLOURS, type Theme } from './palette.js';
import { spreadLabels } from './plot-frame.js';

const data = createReportData();
const trials = data.mitigation!.trials;
const gap = data.classes[1]!.gap!;
const few = createStudy([
  {
    name: HOSTILE_NAME,
    tags: ['<b>'],
    ends: [
      [0.9, 0.1],
      [0.6, 0.7],
    ],
  },
  {
    name: 'steady',
    ends: [
      [0.8, 0.6],
      [0.7, 0.7],
    ],
  },
  {
    name: 'other',
    ends: [
      [0.7, 0.6],
      [0.7, 0.8],
    ],
  },
]);
const MODEL_COUNT = 89;
const CLASS_COUNT = 357;
const many = createManyModels(MODEL_COUNT, CLASS_COUNT);
const nameOf = (classIndex: number) => `class ${classIndex}`;
const sensitivities = compareSensitivities(
  createSensitivities(['head', HOSTILE_NAME], 6),
  'head',
  HOSTILE_NAME,
);

function drawCorrelations(study: typeof few): string {
  const { order, cells } = listCorrelations(study);
  return buildCorrelationFigure(order, cells);
}

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
  'few models': buildModelFigure(few),
  'many models': buildModelFigure(many),
  'mean gaps': buildGapVarianceFigure(listMeanGaps(few, nameOf)),
  'many mean gaps': buildGapVarianceFigure(listMeanGaps(many, nameOf)),
  agreement: buildGapAgreementFigure(listGapAgreements(few)),
  'agreement of many': buildGapAgreementFigure(listGapAgreements(many)),
  correlations: drawCorrelations(few),
  'correlations of many': drawCorrelations(many),
  robustness: buildRobustnessFigure(few),
  'robustness of many': buildRobustnessFigure(many),
  categories: buildCategoryFigure(listCategoryRobustness(many)),
  sensitivities: buildSensitivityFigure(sensitivities),
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
  // Two a row, and two of the legend.
  expect(circles).toHaveLength(3 * 2 + 2);
});

/** The marks of a figure, as the browser would draw them. */
const countMarks = (figure: string, selector: string) =>
  parseHTML(`<body>${figure}</body>`).document.querySelectorAll(selector).length;

test('every model is a row of the figure of robustness, and named', () => {
  const { document } = parseHTML(`<body>${FIGURES['robustness of many']}</body>`);
  const texts = [...document.querySelectorAll('text')].map((text) => text.textContent);
  for (const { model } of many.models) expect(texts).toContain(model);
});

test('of many models six are set against the reference, the most and the least alike among them', () => {
  const agreements = listGapAgreements(many);
  const panels = choosePanels(agreements);
  expect(panels).toHaveLength(6);
  expect(panels[0]).toBe(agreements[0]);
  expect(panels.at(-1)).toBe(agreements.at(-1));
  expect(countMarks(FIGURES['agreement of many']!, 'circle')).toBe(6 * CLASS_COUNT);
});

test('a large matrix is a few shapes, with every model named on both sides and no numbers', () => {
  const figure = FIGURES['correlations of many']!;
  expect(countMarks(figure, 'path')).toBeLessThan(60);
  expect((figure.match(/h[\d.]+v[\d.]+h-[\d.]+z/g) ?? []).length).toBe(MODEL_COUNT ** 2);
  const { document } = parseHTML(`<body>${figure}</body>`);
  const texts = [...document.querySelectorAll('text')].map((text) => text.textContent!);
  expect(texts.filter((text) => text === 'head')).toHaveLength(2);
  expect(texts.filter((text) => /^\d+$/.test(text))).toEqual([]);
});

test('points beyond the edge of the sensitivities stand on it', () => {
  // Pair 0 is at −2.5 for both models under each of three corruptions.
  expect(sensitivities.points.filter(({ x }) => x < -1)).toHaveLength(3);
  expect(FIGURES.sensitivities).toContain('−100%');
  expect(FIGURES.sensitivities).not.toContain('−250%');
});

test.each([
  ['no classes', () => buildClassGapFigure([])],
  ['no curves', () => buildRankAccuracyFigure([{ method: null, points: [] }])],
  ['no trials', () => buildMitigationFigure([])],
  ['no tuning', () => buildTuningFigure([], 0.05)],
  ['no head curve', () => buildHeadFigure([])],
  ['no groups', () => buildGroupAurocFigure('x', [])],
  [
    'no measured models',
    () => buildModelFigure({ ...few, models: few.models.map((model) => ({ ...model, accuracyTop: null })) }),
  ],
  ['no mean gaps', () => buildGapVarianceFigure([])],
  ['no other model', () => buildGapAgreementFigure([])],
  ['no models to correlate', () => buildCorrelationFigure([], [])],
  ['no robustness', () => buildRobustnessFigure({ ...few, models: [] })],
  ['no corruptions', () => buildSensitivityFigure(compareSensitivities([], 'a', 'b'))],
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

test('spread labels stay below the highest place', () => {
  expect(spreadLabels([0.9, 1, 1], 0.1, 1)).toEqual([0.8, 0.9, 1]);
  expect(spreadLabels([0.2, 0.9], 0.1, 1)).toEqual([0.2, 0.9]);
});

test('both ends at one place are a ring on a dot, so that neither hides the other', () => {
  const figure = buildClassGapFigure([
    { name: 'same', gap: { ...gap, accuracyTop: 1, accuracyBottom: 1, gap: 0 } },
  ]);
  const last = [...parseHTML(`<body>${figure}</body>`).document.querySelectorAll('circle')].at(-1)!;
  expect(last.getAttribute('fill') ?? last.parentElement!.getAttribute('fill')).toBe('none');
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

  test('marks of categories stand out from the page (WCAG: 3)', () => {
    for (const colour of SERIES_COLOURS) {
      expect(computeContrast(colour, theme.paper)).toBeGreaterThanOrEqual(3);
    }
  });
});
