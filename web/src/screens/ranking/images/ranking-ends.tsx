/**
 * Both ends of a ranking side by side, as the spurious gap compares them.
 * In: the rows that pass the filters, least first, and k. Out: two strips with the accuracy on each, and the difference.
 */
import { Box, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { computeEndsGap, toFigureColour } from '../../../../../src/figures/index.js';
import type { RankingResponse } from '../../../../../src/protocol/index.js';
import {
  formatDecimal,
  formatGap,
  formatPercent,
  formatQuantity,
  formatSplit,
  toShownSign,
} from '../../../../../src/words/index.js';
import { Explain } from '../../../parts/study/explain.js';
import { ProvisionalMark } from '../../../parts/study/provisional.js';
import { computeAccuracy, type RankedImage } from './ranked-images.js';
import { RankingGrid } from './ranking-grid.js';
import type { TileLook } from './ranking-tile.js';

export function RankingEnds(props: {
  rows: readonly RankedImage[];
  ranking: RankingResponse;
  /** Images wanted at each end; fewer where both ends would meet. */
  k: number;
  isFiltered: boolean;
  /** The ranking rests on a verdict that nobody reviewed. */
  isProvisional: boolean;
  model: string | null;
  look: TileLook;
  onOpen: (image: number) => void;
}) {
  const { rows, ranking, model, look, onOpen } = props;
  const k = Math.min(props.k, Math.floor(rows.length / 2));
  const least = rows.slice(0, k);
  const most = rows.slice(rows.length - k);
  const [low, high] = [computeAccuracy(least), computeAccuracy(most)];
  const measured = computeEndsGap(high, low);
  const what = ranking.kind === 'spuriosity' ? 'spurious' : 'active';
  const facts = {
    Model: model,
    Split: formatSplit(ranking.split),
    k: k < props.k ? `${k} (of ${props.k} wanted)` : k,
    Images: props.isFiltered ? `${rows.length}, filtered` : rows.length,
    'Least spurious': `${low.correctCount} of ${low.imageCount} right`,
    'Most spurious': `${high.correctCount} of ${high.imageCount} right`,
  };
  return (
    <Box>
      {measured === null ? null : (
        <Text size="sm" mb="sm">
          {ranking.kind === 'spuriosity' ? 'Spurious gap ' : 'Accuracy gap along this feature '}
          <Explain term="gap" facts={facts}>
            <Text span inherit fw={toShownSign(measured.interval) === null ? undefined : 700}>
              {formatGap(measured.gap, measured.interval)}
            </Text>
          </Explain>
          {`: ${formatPercent(high.accuracy)} right on the ${k} most ${what}, ${formatPercent(low.accuracy)} on the ${k} least ${what}. `}
          {props.isProvisional ? <ProvisionalMark /> : null}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <End title={`Least ${what}`} tone="core" rows={least} accuracy={low} {...{ ranking, look, onOpen }} />
        <End
          title={`Most ${what}`}
          tone="spurious"
          rows={most.toReversed()}
          accuracy={high}
          {...{ ranking, look, onOpen }}
        />
      </SimpleGrid>
    </Box>
  );
}

function End(props: {
  title: string;
  tone: 'core' | 'spurious';
  rows: readonly RankedImage[];
  accuracy: ReturnType<typeof computeAccuracy>;
  ranking: RankingResponse;
  look: TileLook;
  onOpen: (image: number) => void;
}) {
  const { title, tone, rows, accuracy, ranking, look, onOpen } = props;
  return (
    <Box component="section" aria-label={title} style={{ minWidth: 0 }}>
      <Group justify="space-between" align="baseline" mb={6}>
        <Title order={2} size="h5" c={toFigureColour(tone)}>
          {title}
        </Title>
        <Text size="xs" c="var(--muted)" className="numbers">
          {`${formatQuantity(rows.length, 'image')} · ${formatDecimal(rows[0]?.score, 2)} to ${formatDecimal(rows.at(-1)?.score, 2)}`}
          {accuracy.imageCount > 0 ? ` · ${accuracy.correctCount} right` : ''}
        </Text>
      </Group>
      <RankingGrid
        label={`${title} images`}
        rows={rows}
        ranking={ranking}
        look={look}
        coveredHeight={0}
        onOpen={onOpen}
      />
    </Box>
  );
}
