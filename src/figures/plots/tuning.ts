/**
 * Gap on the stopping images, or accuracy, while the head is tuned: a line a trial, with the gap that tuning aims at.
 * In: trials, the target gap (null where no method tuned), which of the two. Out: a figure.
 */
import * as Plot from '@observablehq/plot';
import { MITIGATION_METHODS, type MitigationMethod, type MitigationTrial } from '../../records/bias.js';
import {
  formatCount,
  formatMethod,
  formatPercent,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
} from '../../words/index.js';
import { toMethodLook } from '../method-looks.js';
import { toFigureColour } from '../palette.js';
import type { Figure, Look } from './figure.js';
import {
  buildCountAxis,
  buildGridY,
  buildPointsAxis,
  buildShareAxis,
  buildTip,
  computeDomain,
  LABEL_HALO,
} from './layout/frame.js';
import { LEAST_REPAIR_RANGE, layOutRepairs, REPAIR_FRAME_HEIGHT } from './layout/method-names.js';
import { spreadEndNames } from './layout/spread-labels.js';

const ROOM = 0.06;

/** What is followed over the epochs. */
export type TuningQuantity = 'gap' | 'accuracy';

type Channel = 'stoppingGap' | 'accuracy';

function toChannel(quantity: TuningQuantity): Channel {
  return quantity === 'gap' ? 'stoppingGap' : quantity;
}

type Point = MitigationTrial['curve'][number] & { method: MitigationMethod; trial: number; run: string };

/** Draws gap or accuracy over epochs, with each method named at the end of its first trial. */
export function buildTuningFigure(
  trials: readonly MitigationTrial[],
  targetGap: number | null,
  quantity: TuningQuantity,
  look: Look,
): Figure {
  const points = trials.flatMap(({ method, trial, curve }) =>
    curve.map((point): Point => ({ ...point, method, trial, run: `${method} ${trial}` })),
  );
  const isGap = quantity === 'gap';
  const y = toChannel(quantity);
  const values = points.map((point) => point[y]);
  const domain = computeDomain(isGap ? [0, targetGap ?? 0, ...values] : values, LEAST_REPAIR_RANGE, ROOM);
  const ends = listEnds(trials);
  const layout = layOutRepairs(
    ends.map(({ method }) => method),
    look.width,
  );
  const { names } = layout;
  const lastEpoch = points.reduce((last, { epoch }) => Math.max(last, epoch), 1);
  return {
    title: `${isGap ? 'Gap on the stopping images' : 'Accuracy'} over the epochs of tuning`,
    description: describeEnds(ends, quantity, trials.length),
    options: {
      ...layout.options,
      x: buildCountAxis('epoch of tuning', 0, lastEpoch),
      y: {
        ...(isGap
          ? buildPointsAxis('y', 'gap on the stopping images, points')
          : buildShareAxis('y', 'accuracy')),
        domain,
      },
      marks: [
        buildGridY(),
        ...(isGap && targetGap !== null ? buildTarget(targetGap) : []),
        ...buildLines(points, y),
        ...(names.legendHeight > 0 ? names.legend : buildNames(ends, y, domain)),
        ...buildTip(look, points, { x: 'epoch', y, title: describe }),
      ],
    },
  };
}

/** Where the first trial of each method ends. */
function listEnds(trials: readonly MitigationTrial[]) {
  return MITIGATION_METHODS.flatMap((method) => {
    const end = trials.find((trial) => trial.method === method)?.curve.at(-1);
    return end === undefined ? [] : [{ method, ...end }];
  });
}

/** On the left, where the lines are still far from it. */
function buildTarget(targetGap: number): Plot.Markish[] {
  return [
    Plot.ruleY([targetGap], { stroke: 'currentColor', strokeDasharray: '2 3' }),
    Plot.text([targetGap], {
      y: (gap) => gap,
      frameAnchor: 'left',
      text: (gap) => `goal: ${formatPlainPoints(gap)}`,
      dx: 6,
      dy: 9,
      textAnchor: 'start',
      fill: toFigureColour('muted'),
      ...LABEL_HALO,
    }),
  ];
}

function buildLines(points: readonly Point[], y: Channel): Plot.Markish[] {
  return MITIGATION_METHODS.map((method) => {
    const { colour, dash, strokeWidth } = toMethodLook(method);
    return Plot.line(
      points.filter((point) => point.method === method),
      { x: 'epoch', y, z: 'run', stroke: colour, strokeWidth, strokeDasharray: dash },
    );
  });
}

function buildNames(ends: ReturnType<typeof listEnds>, y: Channel, domain: [number, number]): Plot.Markish[] {
  const places = spreadEndNames(
    ends.map((end) => end[y]),
    domain,
    REPAIR_FRAME_HEIGHT,
  );
  return ends.map(({ method, ...end }, index) =>
    Plot.text([end], {
      x: 'epoch',
      y: () => places[index]!,
      text: () => formatMethod(method),
      dx: 8,
      textAnchor: 'start',
      fill: toMethodLook(method).colour,
      ...LABEL_HALO,
      fontWeight: 600,
    }),
  );
}

function describeEnds(
  ends: ReturnType<typeof listEnds>,
  quantity: TuningQuantity,
  trialCount: number,
): string {
  const format = quantity === 'gap' ? formatPoints : formatPercent;
  const words = ends.map(
    ({ method, epoch, [toChannel(quantity)]: value }) =>
      `${formatMethod(method)}: ${format(value)} after ${formatQuantity(epoch, 'epoch')}.`,
  );
  return `A line for each of ${formatQuantity(trialCount, 'trial')}. ${words.join(' ')}`.trim();
}

function describe({ method, trial, epoch, steps, stoppingGap, accuracy }: Point): string {
  return `${formatMethod(method)}, trial ${trial}\nepoch ${epoch}, ${formatCount(steps)} steps\ngap ${formatPoints(stoppingGap)}, accuracy ${formatPercent(accuracy, 1)}`;
}
