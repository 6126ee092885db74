/**
 * The few numbers that say how models and classes compare, each with its definition on request.
 * In: the response. Out: a row of numbers; with one model, why some of them are missing.
 */
import { Card, Group, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import {
  ABSENT,
  formatCount,
  formatDecimal,
  formatInterval,
  formatPercent,
  formatPoints,
  formatQuantity,
  type TermName,
  toShownSign,
} from '../../../../src/words/index.js';
import { Explain } from '../../parts/study/explain.js';
import { ProvisionalMark } from '../../parts/study/provisional.js';
import { Quantity } from '../../parts/study/quantity.js';
import { useRead } from '../../queries.js';
import { computeMean } from './class-gaps.js';

const NEEDS_TWO = 'It compares models; add a second one.';

export function ModelFacts({
  response,
  facts,
}: {
  response: ModelsResponse;
  facts: Record<string, string | number>;
}) {
  const { models, comparison, mean } = response;
  const { data: evidence } = useRead('GET /api/evidence', {});
  const isProvisional = (evidence?.provisionalClasses.length ?? 0) > 0;
  const isOne = models.length === 1;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Fact
        term="modelGap"
        facts={facts}
        title={isOne ? 'Spurious gap' : 'Mean gap of the models'}
        mark={isProvisional ? <ProvisionalMark /> : null}
        text={formatPoints(mean?.gap)}
        note={mean === null ? 'no class has a spurious feature' : `95%: ${formatInterval(mean.interval)}`}
      />
      <Fact
        term="varianceRatio"
        facts={facts}
        title="Classes against models"
        text={toTimes(comparison?.varianceRatio)}
        absent={NEEDS_TWO}
        note={toRatioNote(comparison?.varianceRatio ?? null)}
      />
      <Fact
        term="negativeShare"
        facts={facts}
        title="Classes with a negative gap"
        text={formatPercent(comparison?.negativeShare ?? toNegativeShare(response))}
        note={toNegativeNote(response)}
      />
      <Fact
        term="correlation"
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
  term: TermName;
  facts: Record<string, string | number>;
  title: string;
  mark?: ReactNode;
  text: string;
  /** Why there is no number. */
  absent?: string;
  note: ReactNode;
}

function Fact({ term, facts, title, mark, text, absent, note }: FactProps) {
  const isAbsent = text === ABSENT;
  return (
    <Card withBorder padding="sm">
      <Group gap={6}>
        <Text size="xs" c="var(--muted)">
          {title}
        </Text>
        {mark}
      </Group>
      <Text fz={{ base: 20, sm: 26 }} fw={650} lh={1.3} style={{ whiteSpace: 'nowrap' }}>
        {isAbsent ? (
          <Quantity text={text} reason={absent} />
        ) : (
          <Explain term={term} facts={facts} label={`${title}: ${text}`}>
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

/** How many have an interval wholly below 0, each looked at alone. */
function toNegativeNote({ classMeans }: ModelsResponse): string {
  const shown = classMeans.filter((mean) => toShownSign(mean?.interval) === 'negative').length;
  const known = classMeans.filter((mean) => mean !== null);
  return `${formatCount(shown)} of ${formatQuantity(known.length, 'class', 'classes')} with an interval below 0`;
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
