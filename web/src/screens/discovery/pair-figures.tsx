/** The activation of the feature in numbers: within the class against the rest, and accuracy along it. In: the pair. Out: two figures. */
import { Grid, Text } from '@mantine/core';
import type { AreaYOptions, LineYOptions } from '@observablehq/plot';
import { useCallback } from 'react';
import type { ActivationHistogram, PairResponse } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure } from '../../parts/drawn-figure.js';
import { formatPercent, formatQuantity, formatSplit } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { computeWilsonInterval } from '../../parts/wilson-interval.js';
import { tabulateAccuracy, tabulateActivation } from './pair-figure-tables.js';

const HEIGHT = 220;
const MARGINS = { marginLeft: 44, marginTop: 28, marginBottom: 34 };

export function PairFigures({ pair }: { pair: PairResponse }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="Activation within the class and elsewhere" fills>
          {pair.histogram ? (
            <ActivationFigure histogram={pair.histogram} pair={pair} />
          ) : (
            <Absent>The features of this workspace are not known, so there is no activation to count.</Absent>
          )}
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Panel title="Accuracy along the activation" fills>
          {pair.accuracy && pair.accuracy.bins.length > 0 ? (
            <AccuracyFigure accuracy={pair.accuracy} pair={pair} />
          ) : (
            <Absent>Needs features and a model that is measured on validation or test images.</Absent>
          )}
        </Panel>
      </Grid.Col>
    </Grid>
  );
}

function Absent({ children }: { children: string }) {
  return (
    <Text size="sm" c="var(--muted)">
      {children}
    </Text>
  );
}

function ActivationFigure({ histogram, pair }: { histogram: ActivationHistogram; pair: PairResponse }) {
  const { classIndex } = pair;
  const { toLabel } = useClasses();
  const { withinCount, restCount, isSample } = histogram;
  const own = `${toLabel(classIndex)} (${formatQuantity(withinCount, 'image')})`;
  const others = `other classes (${formatQuantity(restCount, 'image')}${isSample ? ', an even sample' : ''})`;
  const draw: DrawFigure = useCallback(
    (plot) => ({
      ...MARGINS,
      x: { label: 'Activation →' },
      y: {
        label: '↑ Share of the images',
        tickFormat: (share: number) => formatPercent(share),
        ticks: 4,
        grid: true,
      },
      color: { domain: [own, others], range: [COLOURS.spurious, COLOURS.muted], legend: true },
      marks: [
        ...[
          { name: others, counts: histogram.rest, total: restCount },
          { name: own, counts: histogram.within, total: withinCount },
        ].flatMap(({ name, counts, total }) => {
          const steps = toSteps(histogram.edges, counts, total).map((step) => ({ ...step, name }));
          const place = { x: 'activation', y: 'share', curve: 'step-after' } as const;
          return [
            plot.areaY(steps, { ...place, fill: 'name', fillOpacity: 0.18 } satisfies AreaYOptions),
            plot.lineY(steps, { ...place, stroke: 'name', strokeWidth: 1.5 } satisfies LineYOptions),
          ];
        }),
        plot.ruleY([0], { stroke: COLOURS.rule }),
      ],
    }),
    [histogram, own, others, restCount, withinCount],
  );
  return (
    <PlotFigure
      label={`How the activation is distributed over ${own} and over ${others}, as shares`}
      draw={draw}
      height={HEIGHT}
      content={{ name: toFileName(pair, 'activation'), tabulate: () => tabulateActivation(histogram) }}
    />
  );
}

/** Share of the images from each edge to the next; the last edge closes the steps. */
function toSteps(edges: readonly number[], counts: readonly number[], total: number) {
  return edges.map((activation, bin) => ({
    activation,
    share: total === 0 ? 0 : (counts[bin] ?? 0) / total,
  }));
}

function AccuracyFigure(props: { accuracy: NonNullable<PairResponse['accuracy']>; pair: PairResponse }) {
  const { split, model, bins } = props.accuracy;
  const draw: DrawFigure = useCallback(
    (plot) => {
      const known = bins.flatMap(({ rankStart, rankEnd, accuracy, imageCount }) => {
        if (accuracy === null) return [];
        const [low, high] = computeWilsonInterval(accuracy, imageCount);
        const title = `${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}, from ${formatPercent(rankStart)} to ${formatPercent(rankEnd)} of the activation; 95% interval ${formatPercent(low)} to ${formatPercent(high)}`;
        return [{ place: (rankStart + rankEnd) / 2, accuracy, low, high, title }];
      });
      return {
        ...MARGINS,
        x: {
          domain: [0, 1],
          label: 'Images by activation: least to most →',
          tickFormat: (share: number) => formatPercent(share),
          ticks: 5,
        },
        y: {
          domain: [0, 1],
          label: '↑ Accuracy',
          tickFormat: (share: number) => formatPercent(share),
          ticks: 5,
          grid: true,
        },
        marks: [
          plot.ruleX(known, { x: 'place', y1: 'low', y2: 'high', stroke: COLOURS.muted }),
          plot.lineY(known, { x: 'place', y: 'accuracy', stroke: COLOURS.core, strokeWidth: 2 }),
          plot.dot(known, {
            x: 'place',
            y: 'accuracy',
            fill: COLOURS.core,
            r: 4,
            title: 'title',
            tip: true,
          }),
          plot.ruleY([0], { stroke: COLOURS.rule }),
        ],
      };
    },
    [bins],
  );
  const [first, last] = [bins[0], bins.at(-1)];
  const imageCount = bins.reduce((sum, bin) => sum + bin.imageCount, 0);
  return (
    <>
      <Text size="xs" c="var(--muted)" mb={4}>
        {`${model} on ${formatQuantity(imageCount, `${formatSplit(split)} image`)} of the class; bars are 95% intervals.`}
      </Text>
      <PlotFigure
        label={`Accuracy of ${model} from the images with least of the feature, ${formatPercent(first?.accuracy)}, to those with most, ${formatPercent(last?.accuracy)}`}
        draw={draw}
        height={HEIGHT}
        content={{ name: toFileName(props.pair, 'accuracy'), tabulate: () => tabulateAccuracy(bins) }}
      />
    </>
  );
}

/** "pair-3-59-activation". */
function toFileName({ classIndex, feature }: PairResponse, figure: string): string {
  return `pair-${classIndex}-${feature}-${figure}`;
}
