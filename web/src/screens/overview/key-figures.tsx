/** The numbers that say how the data set stands, in one strip. In: the workspace's answer. Out: figures that explain themselves. */
import { Card, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FEWEST_KAPPA_PAIRS, type WorkspaceResponse } from '../../../../src/protocol/index.js';
import {
  ABSENT,
  formatCount,
  formatDecimal,
  formatInterval,
  formatPercent,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
  formatSplit,
  toShownSign,
} from '../../../../src/words/index.js';
import { Explain } from '../../parts/study/explain.js';
import styles from './overview.module.css';

const ENDS_TITLE = 'Accuracy, with and without cue';

export function KeyFigures({ workspace }: { workspace: WorkspaceResponse }) {
  const { annotation, classes } = workspace;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <GapFigure workspace={workspace} />
      <EndsFigure workspace={workspace} />
      <Figure
        title="Spurious pairs"
        value={
          <>
            {formatCount(annotation.spuriousPairs)}
            <span className={styles.of}> of {formatCount(annotation.pairs)}</span>
          </>
        }
      >
        {annotation.spuriousPairs === 0
          ? 'No cue is judged spurious yet'
          : `in ${annotation.classesWithSpurious} of ${formatQuantity(classes.length, 'class', 'classes')}; ${formatCollisions(workspace)}`}
      </Figure>
      <Figure
        title="Agreement"
        value={
          <Explain
            term="kappa"
            facts={{
              'Core or spurious': formatDecimal(annotation.kappa, 2),
              'Over the three choices': formatDecimal(annotation.kappaOfChoices, 2),
              n: formatQuantity(annotation.kappaPairs, 'pair'),
              Answers: formatCount(annotation.answers),
            }}
          >
            {annotation.kappa === null ? ABSENT : `κ ${formatDecimal(annotation.kappa, 2)}`}
          </Explain>
        }
      >
        {annotation.blind
          ? 'Hidden while you judge blind'
          : annotation.kappaPairs < FEWEST_KAPPA_PAIRS
            ? `Said from ${FEWEST_KAPPA_PAIRS} pairs on that two people judged; so far ${annotation.kappaPairs}`
            : annotation.kappa === null
              ? 'Undefined: all answers are the same'
              : `over ${formatQuantity(annotation.kappaPairs, 'pair')} with two or more answers`}
      </Figure>
    </SimpleGrid>
  );
}

function GapFigure({ workspace }: { workspace: WorkspaceResponse }) {
  const [model] = workspace.models;
  const split = workspace.measuredSplit;
  return (
    <Figure
      title="Spurious gap"
      tone={toShownSign(model?.interval) === 'positive' ? 'spurious' : undefined}
      value={
        <Explain
          term="modelGap"
          facts={{
            Model: model?.model,
            Split: split && formatSplit(split),
            k: workspace.k,
            n: formatQuantity(workspace.annotation.classesWithSpurious, 'class', 'classes'),
            Weights: 'every class the same',
          }}
        >
          {formatPoints(model?.spuriousGap)}
        </Explain>
      }
    >
      {model === undefined ? 'No model measured yet' : `of ${model.model}`}
      {model && split ? `, ${formatSplit(split)} images` : ''}
      {model?.interval ? `; 95%: ${formatInterval(model.interval)}` : ''}
      {model?.meanAbsoluteGap != null ? `; mean |gap| ${formatPlainPoints(model.meanAbsoluteGap)}` : ''}
      {workspace.annotation.verdictSources.provisional > 0 ? '; rests on provisional verdicts' : ''}
    </Figure>
  );
}

function EndsFigure({ workspace }: { workspace: WorkspaceResponse }) {
  const [model] = workspace.models;
  if (model === undefined) {
    return (
      <Figure title={ENDS_TITLE} value={ABSENT}>
        No model measured yet
      </Figure>
    );
  }
  const facts = {
    Model: model.model,
    Split: workspace.measuredSplit && formatSplit(workspace.measuredSplit),
  };
  return (
    <Figure
      title={ENDS_TITLE}
      value={
        <>
          <Explain term="accuracyTop" facts={{ ...facts, k: workspace.k }}>
            {formatPercent(model.accuracyTop)}
          </Explain>
          <span className={styles.arrow} aria-hidden>
            {' → '}
          </span>
          <Explain term="accuracyBottom" facts={{ ...facts, k: workspace.k }}>
            {formatPercent(model.accuracyBottom)}
          </Explain>
        </>
      }
    >
      most against least spurious images;{' '}
      <Explain term="accuracy" facts={facts}>
        {formatPercent(model.accuracy)}
      </Explain>{' '}
      over all
    </Figure>
  );
}

function formatCollisions({ annotation }: WorkspaceResponse): string {
  const { distinctSpuriousFeatures: distinct, spuriousFeaturesCoreElsewhere: elsewhere } = annotation;
  return `${elsewhere} of ${formatQuantity(distinct, 'feature')} core elsewhere`;
}

function Figure(props: { title: string; value: ReactNode; tone?: 'spurious'; children: ReactNode }) {
  return (
    <Card withBorder padding="sm" component="section" aria-label={props.title}>
      <Text size="xs" c="dimmed" fw={600}>
        {props.title}
      </Text>
      <div className={`${styles.figure} numbers`} data-tone={props.tone}>
        {props.value}
      </div>
      <Text size="xs" c="dimmed" component="div">
        {props.children}
      </Text>
    </Card>
  );
}
