/**
 * The few numbers that say how models and classes compare, each with its definition on request.
 * In: the response. Out: a row of numbers; with one model, why some of them are missing.
 */
import { Card, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MetricName, ModelsResponse } from '../../../../src/protocol/index.js';
import { Explain } from '../../parts/explain.js';
import { ABSENT, formatDecimal, formatPercent, formatPoints } from '../../parts/format.js';
import { Quantity } from '../../parts/quantity.js';
import { computeMean } from './class-gaps.js';

const NEEDS_TWO = 'It compares models; add a second one.';

export function ModelFacts({
  response,
  facts,
}: {
  response: ModelsResponse;
  facts: Record<string, string | number>;
}) {
  const { models, comparison } = response;
  const gaps = models.flatMap(({ spuriousGap }) => spuriousGap ?? []);
  const gap = computeMean(gaps);
  const isOne = models.length === 1;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Fact
        metric="modelGap"
        facts={facts}
        title={isOne ? 'Spurious gap' : 'Mean gap of the models'}
        text={formatPoints(gap)}
        note={toGapNote(gap)}
      />
      <Fact
        metric="varianceRatio"
        facts={facts}
        title="Classes against models"
        text={toTimes(comparison?.varianceRatio)}
        absent={NEEDS_TWO}
        note={toRatioNote(comparison?.varianceRatio ?? null)}
      />
      <Fact
        metric="negativeShare"
        facts={facts}
        title="Classes with a negative gap"
        text={formatPercent(comparison?.negativeShare ?? toNegativeShare(response))}
        note="the cue misleads there"
      />
      <Fact
        metric="correlation"
        facts={facts}
        title="Correlation of models"
        text={formatDecimal(comparison?.meanCorrelation, 2)}
        absent={NEEDS_TWO}
        note="mean over every two"
      />
    </SimpleGrid>
  );
}

interface FactProps {
  metric: MetricName;
  facts: Record<string, string | number>;
  title: string;
  text: string;
  /** Why there is no number. */
  absent?: string;
  note: ReactNode;
}

function Fact({ metric, facts, title, text, absent, note }: FactProps) {
  const isAbsent = text === ABSENT;
  return (
    <Card withBorder padding="sm">
      <Text size="xs" c="var(--muted)">
        {title}
      </Text>
      <Text fz={26} fw={650} lh={1.3}>
        {isAbsent ? (
          <Quantity text={text} reason={absent} />
        ) : (
          <Explain metric={metric} facts={facts} label={`${title}: ${text}`}>
            {text}
          </Explain>
        )}
      </Text>
      <Text size="xs" c="var(--muted)">
        {isAbsent ? absent : note}
      </Text>
    </Card>
  );
}

function toTimes(ratio: number | null | undefined): string {
  const text = formatDecimal(ratio, 1);
  return text === ABSENT ? text : `${text}×`;
}

function toGapNote(gap: number | null): string {
  if (gap === null) return 'no class has a spurious feature';
  return gap > 0 ? 'more is right with the cue than without' : 'the cue does not help';
}

function toRatioNote(ratio: number | null): string {
  if (ratio === null) return 'the models have the same mean gap';
  return ratio > 1 ? 'the data decide more than the model' : 'the model decides more than the data';
}

/** Of the only model there is. */
function toNegativeShare({ gaps }: ModelsResponse): number | null {
  const known = (gaps[0] ?? []).filter((gap) => gap !== null);
  return computeMean(known.map((gap) => Number(gap < 0)));
}
