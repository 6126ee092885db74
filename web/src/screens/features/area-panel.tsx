/**
 * What lies in the circled area: how many images, of which classes, how often the model is wrong, how spurious they are.
 * In: the map and the places inside. Out: numbers beside those of the whole map; the images can be picked.
 */
import { Button, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconLasso, IconSelectAll, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type MapResponse, PICTURES } from '../../../../src/protocol/index.js';
import { formatDecimal, formatPercent, formatQuantity } from '../../../../src/words/index.js';
import { Picture } from '../../parts/images/picture.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Panel } from '../../parts/page/panel.js';
import { addToSelection } from '../../parts/selection/selection.js';
import { summarizeArea } from './area-summary.js';

/** Pictures and classes that are shown. */
const MOST_PICTURES = 18;
const MOST_CLASSES = 6;

interface AreaPanelProps {
  map: MapResponse;
  /** Places of the points inside. */
  inside: readonly number[];
  hasArea: boolean;
  toLabel: (classIndex: number) => string;
  clear: () => void;
}

export function AreaPanel({ map, inside, hasArea, toLabel, clear }: AreaPanelProps) {
  const summary = useMemo(() => summarizeArea(map, inside), [map, inside]);
  const whole = useMemo(() => summarizeArea(map, [...map.images.keys()]), [map]);
  if (!hasArea) {
    return (
      <Panel title="Circle images">
        <EmptyState title="No area yet" size="sm" icon={<IconLasso aria-hidden />}>
          Draw around points with “Circle images”, or hold Shift while dragging. What lies inside is counted
          here; the bookmark in the header saves the view with its area.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title={formatQuantity(inside.length, 'image')}
      description={`Wrong: ${formatPercent(summary.wrongShare)}, of all ${formatPercent(whole.wrongShare)}. Mean spuriosity: ${formatDecimal(summary.meanSpuriosity, 2)}.`}
    >
      <Stack gap="sm">
        <Group gap="xs">
          <Button
            size="xs"
            leftSection={<IconSelectAll size={14} aria-hidden />}
            disabled={inside.length === 0}
            onClick={() => addToSelection(inside.map((place) => toSelected(map, place)))}
          >
            Select them
          </Button>
          <Button size="xs" variant="default" leftSection={<IconX size={14} aria-hidden />} onClick={clear}>
            Remove the area
          </Button>
        </Group>
        <Stack gap={6}>
          {summary.classes.slice(0, MOST_CLASSES).map(({ classIndex, count }) => (
            <div key={classIndex}>
              <Group justify="space-between" gap="xs">
                <Text size="sm" truncate>
                  {toLabel(classIndex)}
                </Text>
                <Text size="xs" c="var(--muted)" className="numbers">
                  {count} ({formatPercent(count / inside.length)})
                </Text>
              </Group>
              <Progress value={(count / inside.length) * 100} size="xs" aria-label={toLabel(classIndex)} />
            </div>
          ))}
          {summary.classes.length > MOST_CLASSES && (
            <Text size="xs" c="var(--muted)">
              and {formatQuantity(summary.classes.length - MOST_CLASSES, 'more class', 'more classes')}
            </Text>
          )}
        </Stack>
        <SimpleGrid cols={6} spacing={4}>
          {chooseEvenly(inside, MOST_PICTURES).map((place) => (
            <Link
              key={place}
              to="/rankings"
              search={{ class: map.classIndex[place]!, split: map.split[place]!, image: map.images[place]! }}
            >
              <Picture
                src={PICTURES.image(map.images[place]!)}
                alt={`${toLabel(map.classIndex[place]!)}, in its ranking`}
              />
            </Link>
          ))}
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}

function toSelected(map: MapResponse, place: number) {
  return {
    image: map.images[place]!,
    path: map.paths[place]!,
    classIndex: map.classIndex[place]!,
    split: map.split[place]!,
    rank: null,
    score: map.spuriosity[place] ?? null,
    scoreName: map.spuriosity[place] == null ? null : 'spuriosity',
    predicted: null,
    isFlagged: false,
    groups: {},
  };
}

/** Up to `count` of them, spread over all. */
function chooseEvenly(places: readonly number[], count: number): number[] {
  const step = Math.max(1, places.length / count);
  return Array.from({ length: Math.min(count, places.length) }, (_, n) => places[Math.floor(n * step)]!);
}
