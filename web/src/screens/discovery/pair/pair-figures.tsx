/** The activation of the feature in numbers: within the class against the rest, and accuracy along it. In: the pair. Out: two figures. */
import { Grid, Text } from '@mantine/core';
import { useCallback } from 'react';
import { tabulateActivation, tabulateActivationAccuracy } from '../../../../../src/figures/index.js';
import type { ActivationHistogram, PairResponse } from '../../../../../src/protocol/index.js';
import { formatQuantity, formatSplit } from '../../../../../src/words/index.js';
import type { BuildFigure } from '../../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../../parts/figures/plot-figure.js';
import { Panel } from '../../../parts/page/panel.js';
import { useClasses } from '../../../parts/study/classes.js';

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
  const { toLabel } = useClasses();
  const name = toLabel(pair.classIndex);
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildActivationFigure(histogram, name, look),
    [histogram, name],
  );
  return (
    <PlotFigure
      build={build}
      content={{ name: toFileName(pair, 'activation'), tabulate: () => tabulateActivation(histogram) }}
    />
  );
}

function AccuracyFigure(props: { accuracy: NonNullable<PairResponse['accuracy']>; pair: PairResponse }) {
  const { split, model, bins } = props.accuracy;
  const build = useCallback<BuildFigure>(
    (plots, look) => plots.buildActivationAccuracyFigure(bins, model, look),
    [bins, model],
  );
  const imageCount = bins.reduce((sum, bin) => sum + bin.imageCount, 0);
  return (
    <>
      <Text size="xs" c="var(--muted)" mb={4}>
        {`${model} on ${formatQuantity(imageCount, `${formatSplit(split)} image`)} of the class; bars are 95% intervals.`}
      </Text>
      <PlotFigure
        build={build}
        content={{
          name: toFileName(props.pair, 'accuracy'),
          tabulate: () => tabulateActivationAccuracy(bins),
        }}
      />
    </>
  );
}

/** "pair-3-59-activation". */
function toFileName({ classIndex, feature }: PairResponse, figure: string): string {
  return `pair-${classIndex}-${feature}-${figure}`;
}
