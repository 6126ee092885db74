/** One image of a ranking large, beside its heatmap, with its numbers. In: rows, the open image. Out: what to open next, picks. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconFlagFilled, IconSquare, IconSquareCheck } from '@tabler/icons-react';
import { PICTURES, type RankingResponse } from '../../../../../src/protocol/index.js';
import { formatDecimal, formatQuantity, formatSplit } from '../../../../../src/words/index.js';
import { HeatmapStyleControl } from '../../../parts/images/heatmap-style.js';
import { Lightbox } from '../../../parts/images/lightbox.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { toggleInSelection, useSelection } from '../../../parts/selection/selection.js';
import { Explain } from '../../../parts/study/explain.js';
import { type RankedImage, toSelectedImage } from './ranked-images.js';
import type { TileLook } from './ranking-tile.js';

/** One image, large. Long: what is shown of one image, part after part, in the order in which it is seen. */
export function RankingLightbox(props: {
  rows: readonly RankedImage[];
  ranking: RankingResponse;
  look: TileLook;
  model: string | null;
  open: number | null;
  onOpen: (image: number) => void;
  onClose: () => void;
}) {
  const { rows, ranking, look, model } = props;
  const selection = useSelection();
  const toggle = (row: RankedImage) => toggleInSelection(toSelectedImage(row, ranking));
  return (
    <Lightbox
      items={rows}
      open={look.hasPictures ? props.open : null}
      onOpen={props.onOpen}
      onClose={props.onClose}
      tools={look.cue === null ? null : <HeatmapStyleControl inDialog />}
      pictures={({ image }) =>
        look.cue === null
          ? []
          : [
              {
                title: `Where feature ${look.cue} fires`,
                src: PICTURES.heatmap(image, look.cue, look.style),
                alt: `Heatmap of feature ${look.cue}`,
                waitingNote: 'The heatmap is being drawn …',
              },
            ]
      }
      keys={(row) => [{ keys: 'x', does: 'Select the image', run: () => toggle(row) }]}
    >
      {(row) => (
        <Stack gap={6}>
          <Text size="sm" component="div" className="numbers">
            <Explain
              term={ranking.kind}
              facts={{
                Split: formatSplit(ranking.split),
                Features: ranking.features.join(', '),
                Rank: `${row.rank} of ${ranking.images.length}, from the least`,
                Images: ranking.images.length,
              }}
            >
              {ranking.kind === 'spuriosity' ? 'Spuriosity' : 'Activation'} {formatDecimal(row.score, 3)}
            </Explain>
            {` · rank ${row.rank} of ${ranking.images.length}`}
          </Text>
          <Group gap={6}>
            {row.predicted === null ? null : (
              <Badge variant="light" color={row.isWrong ? 'red' : 'teal'} tt="none">
                {model} says {look.toClassName(row.predicted)}
                {row.isWrong ? ', wrong' : ', right'}
              </Badge>
            )}
            {row.isFlagged ? (
              <Badge variant="default" tt="none" leftSection={<IconFlagFilled size={11} aria-hidden />}>
                possibly mislabelled
              </Badge>
            ) : null}
            {Object.entries(row.groups).map(([column, value]) => (
              <Badge key={column} variant="default" tt="none">
                {column}: {value || '(none)'}
              </Badge>
            ))}
          </Group>
          {ranking.features.length === 0 ? null : (
            <Text size="xs" c="var(--muted)" component="div">
              {formatQuantity(ranking.features.length, 'feature')} in the score:{' '}
              {ranking.features.map((feature, place) => (
                <span key={feature}>
                  {place > 0 ? ', ' : ''}
                  <PageLink
                    to="/pairs/$classIndex/$feature"
                    params={{ classIndex: String(ranking.classIndex), feature: String(feature) }}
                    size="xs"
                    underline="always"
                  >
                    {feature}
                  </PageLink>
                </span>
              ))}
            </Text>
          )}
          <Button
            size="compact-sm"
            variant="default"
            w="fit-content"
            leftSection={
              selection.has(row.image) ? (
                <IconSquareCheck size={14} aria-hidden />
              ) : (
                <IconSquare size={14} aria-hidden />
              )
            }
            onClick={() => toggle(row)}
          >
            {selection.has(row.image) ? 'Selected (x)' : 'Select (x)'}
          </Button>
        </Stack>
      )}
    </Lightbox>
  );
}
