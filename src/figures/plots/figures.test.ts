import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { createRankCurves, createRepairs } from '../../../fixtures/report/sample-repairs.js';
import { createReportData, HOSTILE_NAME } from '../../../fixtures/report/sample-report.js';
import { createManyModels, createSensitivities, createStudy } from '../../../fixtures/report/sample-study.js';
import type { ActivationHistogram } from '../../protocol/index.js';
import { MITIGATION_METHODS } from '../../records/bias.js';
import { formatFigure } from '../../report/svg.js';
import { formatMethod } from '../../words/index.js';
import {
  compareSensitivities,
  listCategoryRobustness,
  listCorrelations,
  listGapAgreements,
  listMeanGaps,
  type NamedGap,
  toStandaloneSvg,
} from '../index.js';
import { FIGURE_FONT_SIZE } from './figure.js';
import {
  buildActivationAccuracyFigure,
  buildActivationFigure,
  buildCategoryFigure,
  buildClassGapFigure,
  buildCompactRankFigure,
  buildCorrelationFigure,
  buildGapAgreementFigure,
  buildGapSpreadFigure,
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
  type Figure,
  type Look,
  PRINT_LOOK,
} from './index.js';

const data = createReportData();
const trials = data.mitigation!.trials;
const gap: NamedGap = { classIndex: 0, name: 'same', ...data.classes[1]!.gap! };
const points = data.rankCurves.flatMap(({ method, points: own }) =>
  own.map((point) => ({ method, ...point })),
);
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

const histogram: ActivationHistogram = {
  edges: [0, 0.5, 1, 1.5],
  within: [2, 5, 13],
  rest: [160, 30, 10],
  withinCount: 20,
  restCount: 200,
  isSample: true,
};
const bins = [0.2, null, 0.9].map((accuracy, bin) => ({
  rankStart: bin / 3,
  rankEnd: (bin + 1) / 3,
  accuracy,
  imageCount: accuracy === null ? 0 : 20,
}));

/** Figures of few numbers, each with its preview in fixtures/figures. */
function listSmallFigures(look: Look): Record<string, Figure> {
  const { order, cells } = listCorrelations(few);
  const means = listMeanGaps(few, nameOf);
  return {
    'class-gaps': buildClassGapFigure([{ ...gap, name: HOSTILE_NAME }, gap, gap], look),
    'rank-accuracy': buildRankAccuracyFigure(points, look),
    'compact-rank': buildCompactRankFigure(HOSTILE_NAME, points, { ...look, width: 250 }),
    mitigation: buildMitigationFigure(trials, 'val', look),
    tuning: buildTuningFigure(trials, 0.05, 'gap', look),
    'rank-accuracy-of-all-methods': buildRankAccuracyFigure(createRankCurves(), look),
    'mitigation-of-all-methods': buildMitigationFigure(createRepairs(), 'val', look),
    'tuning-of-all-methods': buildTuningFigure(createRepairs(), 0.05, 'gap', look),
    'tuning-accuracy': buildTuningFigure(trials, 0.05, 'accuracy', look),
    'head-curve': buildHeadFigure(data.header.head.curve, look),
    'group-auroc': buildGroupAurocFigure('background', data.groups!.auroc, look),
    'model-ends': buildModelFigure(few, look),
    'gap-spread': buildGapSpreadFigure(few, nameOf, look),
    'gap-variance': buildGapVarianceFigure(means, 3.1, look),
    'gap-agreement': buildGapAgreementFigure(listGapAgreements(few), look, { nameOf }),
    'gap-correlations': buildCorrelationFigure(order, cells, look),
    'effective-robustness': buildRobustnessFigure(few, look),
    'category-robustness': buildCategoryFigure(listCategoryRobustness(few), look),
    sensitivities: buildSensitivityFigure(sensitivities, look, { nameOf }),
    activation: buildActivationFigure(histogram, 'gondola', look),
    'activation-accuracy': buildActivationAccuracyFigure(bins, 'head', look),
  };
}

/** The same of as many models and classes as the paper has. */
function listLargeFigures(look: Look): Record<string, Figure> {
  const { order, cells } = listCorrelations(many);
  return {
    'model-ends of many': buildModelFigure(many, look),
    'gap-spread of many': buildGapSpreadFigure(many, nameOf, look),
    'gap-variance of many': buildGapVarianceFigure(listMeanGaps(many, nameOf), null, look),
    'gap-agreement of many': buildGapAgreementFigure(listGapAgreements(many), look, { nameOf }),
    'gap-correlations of many': buildCorrelationFigure(order, cells, look),
    'effective-robustness of many': buildRobustnessFigure(many, look),
    'category-robustness of many': buildCategoryFigure(listCategoryRobustness(many), look),
  };
}

const SMALL = Object.entries(listSmallFigures(PRINT_LOOK)).map(([name, figure]) => [
  name,
  formatFigure(figure),
]);
const FIGURES: Record<string, string> = Object.fromEntries([
  ...SMALL,
  ...Object.entries(listLargeFigures(PRINT_LOOK)).map(([name, figure]) => [name, formatFigure(figure)]),
]);

test.each(SMALL)('%s looks as its preview in fixtures/figures', async (name, figure) => {
  const round = (number: string) => String(Math.round(Number(number) * 10) / 10);
  const preview = toStandaloneSvg(figure!, 'Made-up numbers.').replaceAll(/<(?!svg)[^>]+>/g, (tag) =>
    tag.replaceAll(/-?\d+\.\d{2,}/g, round),
  );
  await expect(preview).toMatchFileSnapshot(`../../../fixtures/figures/${name}.svg`);
});

test.each(['small', 'large'])(
  'on a phone %s figures are as wide as it, with 110 pixels at least for the frame',
  (size) => {
    const phone: Look = { width: 300, wideWidth: 300, isLive: false };
    const figures = size === 'small' ? listSmallFigures(phone) : listLargeFigures(phone);
    for (const [name, { options }] of Object.entries(figures)) {
      const { width, marginLeft = 40, marginRight = 20 } = options;
      expect(width, name).toBeLessThanOrEqual(300);
      expect(width - marginLeft - marginRight, name).toBeGreaterThan(110);
    }
  },
);

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
  const circles = FIGURES['class-gaps']!.match(/<circle/g) ?? [];
  // Two a row, and two of the legend.
  expect(circles).toHaveLength(3 * 2 + 2);
});

/** The marks of a figure, as the browser would draw them. */
const countMarks = (figure: string, selector: string) =>
  parseHTML(`<body>${figure}</body>`).document.querySelectorAll(selector).length;

test('every model is a row of the figure of robustness, and named', () => {
  const { document } = parseHTML(`<body>${FIGURES['effective-robustness of many']}</body>`);
  const texts = [...document.querySelectorAll('text')].map((text) => text.textContent);
  for (const { model } of many.models) expect(texts).toContain(model);
});

test('of many models six are set against the reference, the most and the least alike among them', () => {
  const agreements = listGapAgreements(many);
  const panels = choosePanels(agreements);
  expect(panels).toHaveLength(6);
  expect(panels[0]).toBe(agreements[0]);
  expect(panels.at(-1)).toBe(agreements.at(-1));
  expect(countMarks(FIGURES['gap-agreement of many']!, 'circle')).toBe(6 * CLASS_COUNT);
});

test('a large matrix is a few shapes, with every model named on both sides and no numbers', () => {
  const figure = FIGURES['gap-correlations of many']!;
  expect(countMarks(figure, 'path')).toBeLessThan(60);
  expect((figure.match(/h[\d.]+v[\d.]+h-[\d.]+z/g) ?? []).length).toBe(MODEL_COUNT ** 2);
  const { document } = parseHTML(`<body>${figure}</body>`);
  const texts = [...document.querySelectorAll('text')].map((text) => text.textContent!);
  expect(texts.filter((text) => text === 'head')).toHaveLength(2);
  expect(texts.filter((text) => /^\d+$/.test(text))).toEqual([]);
});

test('nine methods are named at the ends of their lines, none over another', () => {
  const figure = formatFigure(buildRankAccuracyFigure(createRankCurves(), { ...PRINT_LOOK, width: 640 }));
  const { document } = parseHTML(`<body>${figure}</body>`);
  const names = new Set([null, ...MITIGATION_METHODS].map(formatMethod));
  const heights = [...document.querySelectorAll('text')]
    .filter((text) => names.has(text.textContent!))
    .map((text) => Number(/translate\([\d.-]+,([\d.-]+)\)/.exec(text.outerHTML)![1]))
    .sort((a, b) => a - b);
  expect(heights).toHaveLength(names.size);
  for (let next = 1; next < heights.length; next++) {
    expect(heights[next]! - heights[next - 1]!).toBeGreaterThan(FIGURE_FONT_SIZE);
  }
});

test('points beyond the edge of the sensitivities stand on it', () => {
  // Pair 0 is at −2.5 for both models under each of three corruptions.
  expect(sensitivities.points.filter(({ x }) => x < -1)).toHaveLength(3);
  expect(FIGURES.sensitivities).toContain('−100%');
  expect(FIGURES.sensitivities).not.toContain('−250%');
});

test.each<[string, () => Figure]>([
  ['no classes', () => buildClassGapFigure([], PRINT_LOOK)],
  ['no curves', () => buildRankAccuracyFigure([], PRINT_LOOK)],
  ['no trials', () => buildMitigationFigure([], 'val', PRINT_LOOK)],
  ['no tuning', () => buildTuningFigure([], 0.05, 'gap', PRINT_LOOK)],
  ['no head curve', () => buildHeadFigure([], PRINT_LOOK)],
  ['no groups', () => buildGroupAurocFigure('x', [], PRINT_LOOK)],
  [
    'no measured models',
    () =>
      buildModelFigure(
        { ...few, models: few.models.map((model) => ({ ...model, accuracyTop: null })) },
        PRINT_LOOK,
      ),
  ],
  ['no spread', () => buildGapSpreadFigure({ ...few, models: [] }, nameOf, PRINT_LOOK)],
  ['no mean gaps', () => buildGapVarianceFigure([], null, PRINT_LOOK)],
  ['no other model', () => buildGapAgreementFigure([], PRINT_LOOK, { nameOf })],
  ['no models to correlate', () => buildCorrelationFigure([], [], PRINT_LOOK)],
  ['no robustness', () => buildRobustnessFigure({ ...few, models: [] }, PRINT_LOOK)],
  ['no categories', () => buildCategoryFigure([], PRINT_LOOK)],
  [
    'no corruptions',
    () => buildSensitivityFigure(compareSensitivities([], 'a', 'b'), PRINT_LOOK, { nameOf }),
  ],
  ['no stretches', () => buildActivationAccuracyFigure([], 'head', PRINT_LOOK)],
])('%s: an empty figure, not an error', (_, build) => {
  expect(formatFigure(build())).toMatch(/^<svg[\s\S]*<\/svg>$/);
});

test('both ends at one place are a ring on a dot, so that neither hides the other', () => {
  const row = { ...gap, accuracyTop: 1, accuracyBottom: 1, gap: 0 };
  const figure = formatFigure(buildClassGapFigure([row], PRINT_LOOK));
  const last = [...parseHTML(`<body>${figure}</body>`).document.querySelectorAll('circle')].at(-1)!;
  expect(last.getAttribute('fill') ?? last.parentElement!.getAttribute('fill')).toBe('none');
});
