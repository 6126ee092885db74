/** The classes at both ends of the gaps, as bars that lead to the class. In: the ends of the list. Out: a figure. */
import { useCallback, useMemo } from 'react';
import type { ClassGapNumbers, FigureTable, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { EmptyState } from '../../parts/empty-state.js';
import { formatPercent, formatPoints, formatSignedPoints, formatSplit } from '../../parts/format.js';
import { usePageAddress } from '../../parts/page-address.js';
import { PageLink } from '../../parts/page-link.js';
import { Panel } from '../../parts/panel.js';
import { PlotFigure } from '../../parts/plot-figure.js';

const ROW_HEIGHT = 26;
const LONGEST_LABEL = 24;
/** Mean width of a character of the axis in pixels. */
const CHARACTER_WIDTH = 6.6;
/** Room beside a bar for its number. */
const NUMBER_WIDTH = 34;

interface BarRow extends ClassGapNumbers {
  label: string;
  address: string;
  title: string;
}

export function BiasedClasses({ workspace }: { workspace: WorkspaceResponse }) {
  const { mostBiased, mostNegative, measuredSplit } = workspace;
  const { toLabel } = useClasses();
  const toAddress = usePageAddress();
  const rows = useMemo(
    () =>
      mergeEnds(mostBiased, mostNegative).map(
        (gap): BarRow => ({
          ...gap,
          label: shorten(toLabel(gap.classIndex)),
          address: toAddress({
            to: '/rankings',
            search: { class: gap.classIndex, split: measuredSplit ?? undefined },
          }),
          title: `${toLabel(gap.classIndex)}: ${formatPoints(gap.gap)}. ${formatPercent(gap.accuracyTop)} right with the cue, ${formatPercent(gap.accuracyBottom)} without (k = ${gap.k}).`,
        }),
      ),
    [mostBiased, mostNegative, measuredSplit, toLabel, toAddress],
  );
  const draw = useCallback<DrawFigure>((plot) => drawBars(plot, rows), [rows]);
  if (rows.length === 0) {
    return (
      <Panel title="Most biased classes">
        <EmptyState title="No gap can be measured yet" size="sm">
          A gap needs a class with a spurious feature, images to measure on, and a model with predictions.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="Most biased classes"
      description={`Gap in points of ${rows[0]!.model}${measuredSplit ? ` on ${formatSplit(measuredSplit)} images` : ''}. To the right: better with the spurious cue; to the left: better without.`}
      actions={
        <PageLink to="/pairs" search={{ sort: 'gap' }} size="sm">
          All classes
        </PageLink>
      }
    >
      <PlotFigure
        label={`Spurious gaps of the most biased classes. ${rows[0]!.title}`}
        draw={draw}
        height={rows.length * ROW_HEIGHT + 30}
        content={{ name: 'class-gaps', tabulate: () => tabulateGaps(rows, toLabel) }}
      />
    </Panel>
  );
}

/** Both ends, falling; where the list is short they overlap. */
function mergeEnds(top: readonly ClassGapNumbers[], bottom: readonly ClassGapNumbers[]): ClassGapNumbers[] {
  const byClass = new Map([...top, ...bottom].map((gap) => [gap.classIndex, gap]));
  return [...byClass.values()].sort((a, b) => b.gap - a.gap);
}

function tabulateGaps(rows: readonly BarRow[], nameOf: (classIndex: number) => string): FigureTable {
  return {
    columns: ['class_index', 'class_name', 'k', 'images', 'acc_top', 'acc_bottom', 'gap'],
    rows: rows.map(({ classIndex, k, imageCount, accuracyTop, accuracyBottom, gap }) => [
      classIndex,
      nameOf(classIndex),
      k,
      imageCount,
      accuracyTop,
      accuracyBottom,
      gap,
    ]),
  };
}

function shorten(label: string): string {
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

function drawBars(plot: Parameters<DrawFigure>[0], rows: readonly BarRow[]): ReturnType<DrawFigure> {
  const bar = {
    x: 'gap',
    y: 'classIndex',
    href: 'address',
    title: 'title',
    insetTop: 4,
    insetBottom: 4,
    rx: 2,
  };
  const number = { x: 'gap', y: 'classIndex', text: (row: BarRow) => formatSignedPoints(row.gap) };
  const positive = rows.filter(({ gap }) => gap >= 0);
  const negative = rows.filter(({ gap }) => gap < 0);
  const longest = Math.max(...rows.map(({ label }) => label.length));
  const labels = new Map(rows.map(({ classIndex, label }) => [classIndex, label]));
  return {
    marginLeft: Math.ceil(longest * CHARACTER_WIDTH) + 16,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 26,
    style: { fontSize: '12px' },
    x: {
      domain: [Math.min(0, ...rows.map(({ gap }) => gap)), Math.max(0.1, ...rows.map(({ gap }) => gap))],
      insetLeft: negative.length > 0 ? NUMBER_WIDTH : 0,
      insetRight: positive.length > 0 ? NUMBER_WIDTH : 0,
      ticks: 5,
      tickFormat: (gap: number) => formatSignedPoints(gap),
      tickSize: 0,
      label: null,
      grid: true,
    },
    y: {
      type: 'band',
      domain: rows.map(({ classIndex }) => classIndex),
      tickFormat: (classIndex: number) => labels.get(classIndex) ?? '',
      tickSize: 0,
      label: null,
      padding: 0,
    },
    marks: [
      plot.barX(positive, { ...bar, fill: COLOURS.spurious }),
      plot.barX(negative, { ...bar, fill: COLOURS.core }),
      plot.text(positive, { ...number, textAnchor: 'start', dx: 4 }),
      plot.text(negative, { ...number, textAnchor: 'end', dx: -4 }),
      plot.ruleX([0], { stroke: COLOURS.muted }),
    ],
  };
}
