/**
 * The pictures of docs/guide/bias.md, as SVG files. `npx vitest run test/contract/guide-figures.test.ts -u` draws them anew.
 * Made-up numbers enter (`otters.ts`); text leaves, with coordinates rounded to a tenth of a pixel.
 */
import * as Plot from '@observablehq/plot';
import { toFigureColour, toStandaloneSvg } from '../../src/figures/index.js';
import { PRINT_LOOK } from '../../src/figures/plots/index.js';
import { buildGridY, LABEL_HALO } from '../../src/figures/plots/layout/frame.js';
import { argsort } from '../../src/numeric/index.js';
import { formatFigure } from '../../src/report/svg.js';
import { formatPlainPoints } from '../../src/words/index.js';
import { drawOtters, drawPermutedGaps, K, listTenths, measureGap, type Otters } from './otters.js';

const HEIGHT = 330;
/** Draws of the permutation test, as the program makes them (docs/method.md, M65). */
const DRAWS = 1000;
/** Height of the histograms: room above the bars for what was measured. */
const MOST_DRAWS = 180;
const COLOURS = [toFigureColour('core'), toFigureColour('spurious')] as const;
/** Standard deviations that hold every image. */
const REACH = [-3.6, 3.6];
const PANELS = { padding: 0.14, axis: null } as const;

/** Name of the file and its content. */
export function drawGuideFigures(): Record<string, string> {
  const otters = drawOtters();
  return {
    'bias-two-rankings.svg': draw(frameTwoRankings(otters)),
    'bias-equal-core.svg': draw(frameEqualCore(otters)),
    'bias-permutation.svg': draw(framePermutation(otters)),
  };
}

interface FrameOptions extends Plot.PlotOptions {
  figureTitle: string;
  description: string;
  height: number;
}

function draw({ figureTitle: title, description, ...plot }: FrameOptions): string {
  const options = { width: PRINT_LOOK.width, ...plot };
  const svg = toStandaloneSvg(formatFigure({ title, description, options }), description);
  const round = (number: string) => String(Math.round(Number(number) * 10) / 10);
  return svg.replaceAll(/<(?!svg)[^>]+>/g, (tag) => tag.replaceAll(/-?\d+\.\d{2,}/g, round));
}

/** Accuracy by tenths of the ranking: left by spuriosity, right by what core evidence leaves of it. */
function frameTwoRankings({ spuriosity, residual, models }: Otters): FrameOptions {
  const panels = [
    { title: 'Ranked by spuriosity', scores: spuriosity },
    { title: 'Ranked at equal core evidence', scores: residual },
  ];
  const points = panels.flatMap(({ scores }, panel) =>
    models.flatMap(({ name, right }, model) =>
      listTenths(scores, right).map((accuracy, tenth) => ({ panel, model, name, x: tenth + 1, accuracy })),
    ),
  );
  const ends = panels.flatMap(({ scores }, panel) =>
    models.map(({ name, right }, model) => ({
      panel,
      model,
      text: `${name}: gap ${formatPlainPoints(measureGap(scores, right))}`,
      y: 0.17 - 0.09 * model,
    })),
  );
  return {
    figureTitle: 'Accuracy along two rankings of the same images',
    description: ends.map(({ panel, text }) => `${panels[panel]!.title}: ${text}.`).join(' '),
    width: PRINT_LOOK.wideWidth,
    height: HEIGHT,
    marginTop: 34,
    marginLeft: 56,
    marginBottom: 44,
    fx: { ...PANELS, domain: [0, 1] },
    x: { label: 'tenth of the ranking, least to most →', ticks: 10, domain: [0.6, 10.4] },
    y: { label: '↑ right', domain: [0, 1], tickFormat: '.0%', ticks: 5 },
    marks: [
      buildGridY(5),
      Plot.line(points, {
        fx: 'panel',
        x: 'x',
        y: 'accuracy',
        z: 'model',
        stroke: (point: { model: number }) => COLOURS[point.model],
        strokeWidth: 2.2,
      }),
      Plot.dot(points, {
        fx: 'panel',
        x: 'x',
        y: 'accuracy',
        symbol: (point: { model: number }) => (point.model === 0 ? 'circle' : 'square'),
        fill: (point: { model: number }) => COLOURS[point.model],
        r: 3.5,
      }),
      Plot.text(ends, {
        fx: 'panel',
        x: 10.4,
        y: 'y',
        text: 'text',
        textAnchor: 'end',
        fill: (end: { model: number }) => COLOURS[end.model],
        fontWeight: 600,
        ...LABEL_HALO,
      }),
      ...titlePanels(panels.map(({ title }) => title)),
    ],
  };
}

function titlePanels(titles: readonly string[]): Plot.Markish[] {
  return [
    Plot.text(titles, {
      fx: (_: string, panel: number) => panel,
      text: (title: string) => title,
      frameAnchor: 'top-left',
      dy: -24,
      fontWeight: 600,
      fontSize: 14,
    }),
  ];
}

/** Spuriosity against core evidence, the line, and the images that the adjusted ranking puts at its ends. */
function frameEqualCore({ core, spuriosity, line, residual }: Otters): FrameOptions {
  const order = argsort(residual);
  const ends = new Map([
    ...order.slice(0, K).map((image) => [image, 0] as const),
    ...order.slice(-K).map((image) => [image, 1] as const),
  ]);
  const points = core.map((x, image) => ({
    x,
    y: spuriosity[image]!,
    foretold: line.intercept + line.slope * x,
    end: ends.get(image),
  }));
  const chosen = points.filter(({ end }) => end !== undefined);
  const colourOf = ({ end }: { end?: number | undefined }) => COLOURS[end!]!;
  return {
    figureTitle: 'What equal core evidence means',
    description: `${core.length} images by core evidence and spuriosity. The line says how much water an image of that clarity usually has. The ${K} images furthest above and below it are compared.`,
    width: 620,
    height: 440,
    marginLeft: 52,
    marginBottom: 44,
    x: { label: 'core evidence: how clearly the animal shows →', ticks: 6, domain: REACH },
    y: { label: '↑ spuriosity: how much water', ticks: 6, domain: REACH },
    marks: [
      Plot.dot(
        points.filter(({ end }) => end === undefined),
        { x: 'x', y: 'y', r: 2.2, fill: toFigureColour('muted'), fillOpacity: 0.45 },
      ),
      Plot.link(chosen, { x1: 'x', x2: 'x', y1: 'foretold', y2: 'y', stroke: colourOf, strokeOpacity: 0.5 }),
      Plot.line(
        REACH.map((x) => ({ x, y: line.intercept + line.slope * x })),
        { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.8 },
      ),
      Plot.dot(chosen, { x: 'x', y: 'y', r: 3.4, fill: colourOf }),
      nameSide('more water than its clarity foretells', 1, 'start'),
      nameSide('less water than its clarity foretells', 0, 'end'),
    ],
  };
}

/** Says what the coloured images of the upper (1, left) or the lower (0, right) side are. */
function nameSide(text: string, end: 0 | 1, textAnchor: 'start' | 'end'): Plot.Markish {
  const sign = end === 1 ? 1 : -1;
  return Plot.text([{ x: -3.4 * sign, y: 3.2 * sign }], {
    x: 'x',
    y: 'y',
    text: () => text,
    textAnchor,
    fill: COLOURS[end],
    fontWeight: 600,
    ...LABEL_HALO,
  });
}

/** The adjusted gap of each model among the gaps of rankings dealt out by chance. */
function framePermutation({ residual, models }: Otters): FrameOptions {
  const panels = models.map(({ name, right }) => {
    const observed = measureGap(residual, right);
    const permuted = drawPermutedGaps(residual, right, DRAWS);
    const atLeast = permuted.filter((gap) => gap >= observed).length;
    return { name, observed, permuted, atLeast, p: (1 + atLeast) / (1 + DRAWS) };
  });
  const bars = panels.flatMap(({ permuted }, panel) => countGaps(permuted).map((bar) => ({ panel, ...bar })));
  const lines = panels.map(({ observed, atLeast, p }, panel) => ({
    panel,
    gap: 100 * observed,
    text: `measured: ${formatPlainPoints(observed)}\n${atLeast === 0 ? 'no' : atLeast} of ${DRAWS} draws are as large\np = ${p.toFixed(3)}`,
    y: MOST_DRAWS,
  }));
  return {
    figureTitle: 'A permutation test of two adjusted gaps',
    description: panels
      .map(
        ({ name, observed, p }) =>
          `The model that ${name}: ${formatPlainPoints(observed)}, p = ${p.toFixed(3)}.`,
      )
      .join(' '),
    width: PRINT_LOOK.wideWidth,
    height: HEIGHT,
    marginTop: 34,
    marginLeft: 56,
    marginBottom: 44,
    fx: { ...PANELS, domain: [0, 1] },
    x: { label: 'gap of a ranking dealt out by chance, points →', domain: [-55, 65], ticks: 7 },
    y: { label: '↑ draws', ticks: 5, domain: [0, MOST_DRAWS] },
    marks: [
      buildGridY(5),
      Plot.rectY(bars, {
        fx: 'panel',
        x1: 'from',
        x2: 'to',
        y: 'count',
        fill: toFigureColour('muted'),
        fillOpacity: 0.6,
      }),
      Plot.ruleX(lines, {
        fx: 'panel',
        x: 'gap',
        stroke: (line: { panel: number }) => COLOURS[line.panel],
        strokeWidth: 2.5,
      }),
      Plot.text(lines, {
        fx: 'panel',
        x: 'gap',
        y: 'y',
        text: 'text',
        textAnchor: 'end',
        lineAnchor: 'top',
        dx: -8,
        fill: (line: { panel: number }) => COLOURS[line.panel],
        fontWeight: 600,
        ...LABEL_HALO,
      }),
      ...titlePanels(panels.map(({ name }) => `The model ${name}`)),
    ],
  };
}

/** How often each possible gap came up, a multiple of one image of K; in points. */
function countGaps(gaps: readonly number[]): { from: number; to: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const gap of gaps) counts.set(Math.round(gap * K), (counts.get(Math.round(gap * K)) ?? 0) + 1);
  const toPoints = (images: number) => (100 * images) / K;
  return [...counts].map(([images, count]) => ({
    from: toPoints(images - 0.45),
    to: toPoints(images + 0.45),
    count,
  }));
}
