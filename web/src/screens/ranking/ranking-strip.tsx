/**
 * Where in the ranking one is: how the scores are distributed, which of them are in sight, and a way to anywhere by click, drag or keys.
 * In: the rows and the places in sight. Out: the place to jump to. Scrolls nothing itself.
 */

import { Box, Button, Group, NumberInput, Text } from '@mantine/core';
import type { RectYOptions } from '@observablehq/plot';
import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { COLOURS } from '../../parts/colours.js';
import { formatCount, formatDecimal } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import type { RankedImage } from './ranked-images.js';
import classes from './ranking-strip.module.css';

const HEIGHT = 76;
const SIDE = 10;
const BIN_COUNT = 60;
const STATES = ['right', 'wrong', 'filtered out'] as const;

export interface Sight {
  first: number;
  last: number;
}

interface StripProps {
  rows: readonly RankedImage[];
  shown: readonly RankedImage[];
  sight: Sight;
  isFalling: boolean;
  /** "Spuriosity", "Activation of feature 243". */
  scoreTitle: string;
  onJump: (place: number) => void;
}

export function RankingStrip(props: StripProps) {
  const { rows, shown, sight, isFalling, scoreTitle, onJump } = props;
  const domain = useMemo(() => computeDomain(rows), [rows]);
  const draw = useStripFigure(rows, shown, domain);
  const frame = useRef<HTMLDivElement>(null);

  const jumpToPercent = (percent: number) => onJump(toPlace(percent, shown.length, isFalling));
  const jumpToPointer = (event: PointerEvent) => {
    const { left, width } = frame.current!.getBoundingClientRect();
    const share = (event.clientX - left - SIDE) / (width - 2 * SIDE);
    onJump(findNearest(shown, domain[0] + share * (domain[1] - domain[0])));
  };
  const percent = toPercent(sight.first, shown.length, isFalling);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    jumpToPercent(Math.max(0, Math.min(100, percent + step)));
  };
  const range = formatSight(shown, sight);
  return (
    <Box>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="xs" className="numbers" aria-live="polite">
          <b>{scoreTitle}</b> {range}
        </Text>
        <Group gap={6} visibleFrom="sm">
          <Button.Group>
            {[0, 25, 50, 75, 100].map((target) => (
              <Button key={target} size="compact-xs" variant="default" onClick={() => jumpToPercent(target)}>
                {target === 0 ? 'Least' : target === 100 ? 'Most' : target === 50 ? 'Median' : `${target}%`}
              </Button>
            ))}
          </Button.Group>
          <PercentInput onJump={jumpToPercent} />
        </Group>
      </Group>
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label={`Position by ${scoreTitle.toLowerCase()}, in percent of the images`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={range}
        className={classes.strip}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          jumpToPointer(event);
        }}
        onPointerMove={(event) => event.buttons === 1 && jumpToPointer(event)}
      >
        <PlotFigure
          label={`How many images have which ${scoreTitle.toLowerCase()}`}
          draw={draw}
          height={HEIGHT}
        />
        <SightBand shown={shown} sight={sight} domain={domain} />
      </div>
    </Box>
  );
}

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -100,
  End: 100,
};

function PercentInput({ onJump }: { onJump: (percent: number) => void }) {
  return (
    <NumberInput
      aria-label="Jump to percentile"
      placeholder="go to %"
      size="xs"
      w={92}
      min={0}
      max={100}
      suffix="%"
      hideControls
      classNames={{ input: classes.percent }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        const percent = Number.parseFloat(event.currentTarget.value);
        if (Number.isFinite(percent)) onJump(Math.max(0, Math.min(100, percent)));
      }}
    />
  );
}

/** The scores in sight as a band over the figure; apart from it, so that scrolling draws no figure anew. */
function SightBand(props: { shown: readonly RankedImage[]; sight: Sight; domain: [number, number] }) {
  const { shown, sight, domain } = props;
  const scores = [shown[sight.first]?.score, shown[sight.last]?.score].filter((score) => score != null);
  if (scores.length < 2) return null;
  const toShare = (score: number) => (score - domain[0]) / (domain[1] - domain[0]);
  const left = toShare(Math.min(...scores));
  const width = toShare(Math.max(...scores)) - left;
  const span = `(100% - ${2 * SIDE}px)`;
  return (
    <div
      className={classes.band}
      style={{ left: `calc(${SIDE}px + ${left} * ${span})`, width: `max(4px, calc(${width} * ${span}))` }}
    />
  );
}

function useStripFigure(
  rows: readonly RankedImage[],
  shown: readonly RankedImage[],
  domain: [number, number],
): DrawFigure {
  return useCallback(
    (plot, { width }) => {
      const isShown = new Set(shown);
      const toState = (row: RankedImage) =>
        isShown.has(row) ? (row.isWrong ? 'wrong' : 'right') : 'filtered out';
      return {
        marginLeft: SIDE,
        marginRight: SIDE,
        marginTop: 2,
        marginBottom: 20,
        x: { domain, label: null, ticks: width / 90, tickFormat: (score: number) => formatDecimal(score, 1) },
        y: { axis: null },
        color: { domain: STATES, range: [COLOURS.core, COLOURS.wrong, COLOURS.mutedSoft] },
        marks: [
          plot.rectY(
            rows.filter(({ score }) => score !== null),
            plot.binX<RectYOptions>(
              { y: 'count' },
              {
                x: 'score',
                fill: toState,
                order: [...STATES],
                thresholds: BIN_COUNT,
                domain,
                insetLeft: 0.5,
                insetRight: 0.5,
              },
            ),
          ),
          plot.ruleY([0], { stroke: COLOURS.rule }),
        ],
      };
    },
    [rows, shown, domain],
  );
}

function computeDomain(rows: readonly RankedImage[]): [number, number] {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  const least = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (scores.length === 0) return [0, 1];
  return least === most ? [least - 1, most + 1] : [least, most];
}

function findNearest(shown: readonly RankedImage[], score: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [place, row] of shown.entries()) {
    const distance = Math.abs((row.score ?? Number.POSITIVE_INFINITY) - score);
    if (distance >= bestDistance) continue;
    best = place;
    bestDistance = distance;
  }
  return best;
}

/** Percentiles count from the least, in whichever order the images are shown. */
export function toPlace(percent: number, count: number, isFalling: boolean): number {
  const place = Math.round((percent / 100) * (count - 1));
  return isFalling ? count - 1 - place : place;
}

function toPercent(place: number, count: number, isFalling: boolean): number {
  if (count < 2) return 0;
  const percent = (place / (count - 1)) * 100;
  return isFalling ? 100 - percent : percent;
}

/** "−1.63 to −0.20 · images 1–24 of 110". */
function formatSight(shown: readonly RankedImage[], { first, last }: Sight): string {
  if (shown.length === 0) return '· no images';
  const scores = `${formatDecimal(shown[first]?.score, 2)} to ${formatDecimal(shown[last]?.score, 2)}`;
  return `${scores} · images ${formatCount(first + 1)}–${formatCount(last + 1)} of ${formatCount(shown.length)}`;
}
