/** The image of the point under the pointer, and what is known of it. In: the map, the point, its pixel. Out: a card that takes no clicks. */
import { Card, Group, Text } from '@mantine/core';
import { type MapResponse, PICTURES } from '../../../../src/protocol/index.js';
import { formatDecimal, formatSplit } from '../../../../src/words/index.js';
import { Picture } from '../../parts/images/picture.js';
import { useRead } from '../../queries.js';
import type { Point } from './plane.js';

const WIDTH = 200;

interface PointCardProps {
  map: MapResponse;
  place: number;
  pixel: Point;
  toLabel: (classIndex: number) => string;
}

export function PointCard({ map, place, pixel: [left, top], toLabel }: PointCardProps) {
  const { data: workspace } = useRead('GET /api/workspace', {});
  const spuriosity = map.spuriosity[place] ?? null;
  const isCorrect = map.isCorrect[place] ?? null;
  return (
    <Card
      withBorder
      role="tooltip"
      padding={6}
      shadow="md"
      w={WIDTH}
      style={{
        position: 'absolute',
        left: `clamp(4px, ${left - WIDTH / 2}px, calc(100% - ${WIDTH + 4}px))`,
        top: top + 14,
        pointerEvents: 'none',
        zIndex: 2,
      }}
    >
      <Group gap={8} wrap="nowrap">
        <Picture
          src={workspace?.hasPictures === false ? null : PICTURES.image(map.images[place]!)}
          alt=""
          size={64}
        />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} truncate>
            {toLabel(map.classIndex[place]!)}
          </Text>
          <Text size="xs" c="var(--muted)">
            {formatSplit(map.split[place]!)}
          </Text>
          {spuriosity !== null && <Text size="xs">spuriosity {formatDecimal(spuriosity, 2)}</Text>}
          {isCorrect !== null && (
            <Text size="xs" c={isCorrect ? undefined : 'var(--wrong)'}>
              {isCorrect ? 'right' : 'wrong'}
            </Text>
          )}
        </div>
      </Group>
    </Card>
  );
}
