import { expect, test } from 'vitest';
import { formatFigure } from '../../report/svg.js';
import { toFigureColour } from '../palette.js';
import { buildScoreFigure, buildScoreStripFigure, PRINT_LOOK } from './index.js';

/** One bin of three images of each state, one of an image, and an image without a score. */
const ranking = {
  title: 'Spuriosity',
  domain: [-1, 1] as [number, number],
  scores: [
    ...(['right', 'wrong', 'filtered out'] as const).flatMap((state) =>
      [0, 1, 2].map((rank) => ({ rank, path: `${rank}.jpg`, score: 0.001, state })),
    ),
    { rank: 9, path: '9.jpg', score: -0.9, state: 'right' as const },
    { rank: 10, path: '10.jpg', score: null, state: 'right' as const },
  ],
};

test.each([
  ['strip', buildScoreStripFigure],
  ['figure', buildScoreFigure],
])('the %s has a bar for each state in each bin, as high as it has images, right ones lowest', (_, build) => {
  const svg = formatFigure(build(ranking, PRINT_LOOK));
  const bars = [...svg.matchAll(/<rect fill="([^"]+)" height="([\d.]+)" width="[\d.]+" y="([\d.]+)"/g)]
    .map(([, fill, height, y]) => ({ fill, height: Number(height), y: Number(y) }))
    .sort((a, b) => Math.round(b.height - a.height) || b.y - a.y);
  const [right, wrong, filtered] = (['core', 'wrong', 'mutedSoft'] as const).map((name) =>
    toFigureColour(name),
  );
  expect(bars.map(({ fill }) => fill)).toEqual([right, wrong, filtered, right]);
  expect(bars[0]!.height / bars[3]!.height).toBeCloseTo(3, 1);
});
