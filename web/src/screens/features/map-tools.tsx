/** How the map is coloured, what it shows, and how it is moved. In: the page's state. Out: its changes. */
import { ActionIcon, Button, Group, Select } from '@mantine/core';
import {
  IconFocusCentered,
  IconHandStop,
  IconLasso,
  IconMaximize,
  IconMinus,
  IconPlus,
} from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { MapResponse } from '../../../../src/protocol/index.js';
import { formatSplit } from '../../../../src/words/index.js';
import { useMarks } from '../../parts/marks/use-marks.js';
import { ColourChoice } from './colour-choice.js';
import type { MapSearch } from './map-search.js';
import { type Extent, type Point, roundForAddress, type View } from './plane.js';

const ZOOM_FACTOR = 1.6;

interface MapToolsProps {
  map: MapResponse;
  search: MapSearch;
  /** Classes that are told apart by colour. */
  classes: readonly number[];
  change: (part: Partial<MapSearch>) => void;
  /** What is in sight now; no part of what is drawn here. */
  readView: () => View;
  extent: Extent;
  /** About the middle; null shows everything. */
  magnify: (factor: number | null) => void;
  isLasso: boolean;
}

export function MapTools(props: MapToolsProps) {
  const { change, readView, extent, magnify, isLasso } = props;
  const LassoIcon = isLasso ? IconHandStop : IconLasso;
  return (
    <Group gap="xs" mb="xs" align="flex-end">
      <ColourChoice {...props} />
      <Filters {...props} />
      <Group gap={4} ml="auto">
        <Button
          size="xs"
          variant={isLasso ? 'filled' : 'default'}
          aria-pressed={isLasso}
          leftSection={<LassoIcon size={14} aria-hidden />}
          onClick={() => change({ tool: isLasso ? undefined : 'lasso' })}
          title="Or hold Shift while dragging"
        >
          {isLasso ? 'Move again' : 'Circle images'}
        </Button>
        <Tool title="Circle what is in sight" onClick={() => change({ area: toSight(readView(), extent) })}>
          <IconFocusCentered size={16} aria-hidden />
        </Tool>
        <Tool title="Magnify" onClick={() => magnify(ZOOM_FACTOR)}>
          <IconPlus size={16} aria-hidden />
        </Tool>
        <Tool title="Shrink" onClick={() => magnify(1 / ZOOM_FACTOR)}>
          <IconMinus size={16} aria-hidden />
        </Tool>
        <Tool title="Show everything" onClick={() => magnify(null)}>
          <IconMaximize size={16} aria-hidden />
        </Tool>
      </Group>
    </Group>
  );
}

function Filters({ map, search, change }: MapToolsProps) {
  const { tags } = useMarks();
  const splits = useMemo(() => [...new Set(map.split)], [map]);
  return (
    <>
      {splits.length > 1 && (
        <Select
          size="xs"
          w={130}
          aria-label="Images of the split"
          placeholder="Every split"
          data={splits.map((split) => ({ value: split, label: formatSplit(split) }))}
          value={search.split ?? null}
          onChange={(split) => change({ split: split ?? undefined })}
          clearable
        />
      )}
      {(tags.length > 0 || search.tag !== undefined) && (
        <Select
          size="xs"
          w={150}
          aria-label="Images with the tag"
          placeholder="Any tag"
          data={tags.map(({ tag }) => tag)}
          value={search.tag ?? null}
          onChange={(tag) => change({ tag: tag ?? undefined })}
          searchable
          clearable
        />
      )}
    </>
  );
}

interface ToolProps {
  title: string;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ title, onClick, children }: ToolProps) {
  return (
    <ActionIcon variant="default" size={30} onClick={onClick} aria-label={title} title={title}>
      {children}
    </ActionIcon>
  );
}

/** Half of the map at zoom 2, and so on: a rectangle about the middle of the view. */
function toSight({ x, y, zoom }: View, { low, high }: Extent): Point[] {
  const [right, up] = [(high[0] - low[0]) / 2 / zoom, (high[1] - low[1]) / 2 / zoom];
  const corners: Point[] = [
    [x - right, y - up],
    [x + right, y - up],
    [x + right, y + up],
    [x - right, y + up],
  ];
  return corners.map(([left, top]) => [roundForAddress(left), roundForAddress(top)]);
}
