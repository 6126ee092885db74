/**
 * Where in the ranking one is: how the scores are distributed, which of them are in sight, and a way to anywhere by click, drag or keys.
 * In: the rows and the places in sight. Out: the place to jump to. Scrolls nothing itself.
 */
import { Box, Group, Text } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { STRIP_SIDE } from '../../../../../src/figures/index.js';
import type { BuildFigure } from '../../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../../parts/figures/plot-figure.js';
import { RankingJumps } from '../controls/ranking-jumps.js';
import { listScores, ScoreMenu } from '../controls/score-menu.js';
import {
  computeDomain,
  findNearest,
  formatSight,
  type Sight,
  toPercent,
  toPlace,
} from '../ranking-position.js';
import type { RankedImage } from './ranked-images.js';
import classes from './ranking-strip.module.css';

interface StripProps {
  rows: readonly RankedImage[];
  shown: readonly RankedImage[];
  sight: Sight;
  isFalling: boolean;
  /** "Spuriosity", "Activation of feature 243". */
  scoreTitle: string;
  /** Keep it stable. */
  onJump: (place: number) => void;
}

export function RankingStrip(props: StripProps) {
  const { rows, shown, sight, isFalling, scoreTitle, onJump } = props;
  const domain = useMemo(() => computeDomain(rows), [rows]);
  const ranking = useMemo(
    () => ({ scores: listScores(rows, shown), domain, title: scoreTitle }),
    [rows, shown, domain, scoreTitle],
  );
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildScoreStripFigure(ranking, look),
    [ranking],
  );
  const frame = useRef<HTMLDivElement>(null);

  const count = shown.length;
  const jumpToPercent = useCallback(
    (percent: number) => onJump(toPlace(percent, count, isFalling)),
    [onJump, count, isFalling],
  );
  const jumpToPointer = (event: PointerEvent) => {
    const { left, width } = frame.current!.getBoundingClientRect();
    const share = (event.clientX - left - STRIP_SIDE) / (width - 2 * STRIP_SIDE);
    onJump(findNearest(shown, domain[0] + share * (domain[1] - domain[0])));
  };
  const percent = toPercent(sight.first, count, isFalling);
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
        <Text size="xs" className="numbers">
          <b>{scoreTitle}</b> {range}
        </Text>
        <Group gap="xs" ml="auto">
          <RankingJumps onJump={jumpToPercent} />
          <ScoreMenu ranking={ranking} />
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
        <PlotFigure build={build} />
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

/** The scores in sight as a band over the figure; apart from it, so that scrolling draws no figure anew. */
function SightBand(props: { shown: readonly RankedImage[]; sight: Sight; domain: [number, number] }) {
  const { shown, sight, domain } = props;
  const scores = [shown[sight.first]?.score, shown[sight.last]?.score].filter((score) => score != null);
  if (scores.length < 2) return null;
  const toShare = (score: number) => (score - domain[0]) / (domain[1] - domain[0]);
  const left = toShare(Math.min(...scores));
  const width = toShare(Math.max(...scores)) - left;
  const span = `(100% - ${2 * STRIP_SIDE}px)`;
  return (
    <div
      className={classes.band}
      style={{
        left: `calc(${STRIP_SIDE}px + ${left} * ${span})`,
        width: `max(4px, calc(${width} * ${span}))`,
      }}
    />
  );
}
