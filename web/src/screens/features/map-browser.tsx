/** The map with its tools, its legend, and what is known of the circled area. In: the map's points. Out: the page below its title. */
import { Card, Grid, Group, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { type MapResponse, PICTURES } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { formatDecimal, formatSplit } from '../../parts/format.js';
import { Picture } from '../../parts/picture.js';
import { useRead } from '../../queries.js';
import { AreaPanel } from './area-panel.js';
import { MapCanvas } from './map-canvas.js';
import { MapLegend } from './map-legend.js';
import type { MapSearch } from './map-search.js';
import { MapTools } from './map-tools.js';
import {
  computeExtent,
  computeWholeView,
  listInside,
  type Point,
  roundForAddress,
  type View,
} from './plane.js';
import { colourPoints, MOST_COLOURED_CLASSES } from './point-colours.js';

const route = getRouteApi('/map');
/** The address follows once the map rests. */
const ADDRESS_DELAY_MS = 250;

export function MapBrowser({ map }: { map: MapResponse }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { entries, toLabel } = useClasses();
  const change = useCallback(
    (part: Partial<MapSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const extent = useMemo(() => computeExtent(map), [map]);
  const [view, moveTo] = useMapView(
    search.view,
    useMemo(() => computeWholeView(extent), [extent]),
    change,
  );
  const classes = useMemo(
    () => search.classes ?? entries.slice(0, MOST_COLOURED_CLASSES).map(({ index }) => index),
    [search.classes, entries],
  );
  const colours = useMemo(
    () =>
      colourPoints(
        map,
        search.colour ?? 'spuriosity',
        classes.map((classIndex) => ({ classIndex, title: toLabel(classIndex) })),
      ),
    [map, search.colour, classes, toLabel],
  );
  const isShown = useCallback(
    (place: number) => search.split === undefined || map.split[place] === search.split,
    [map, search.split],
  );
  const area = search.area ?? null;
  const inside = useMemo(
    () => (area === null ? [] : listInside(map, area).filter(isShown)),
    [map, area, isShown],
  );
  const [pointed, setPointed] = useState<{ place: number; pixel: Point } | null>(null);
  const open = (place: number) =>
    void navigate({
      to: '/rankings',
      search: { class: map.classIndex[place]!, split: map.split[place]!, image: map.images[place]! },
    });
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <MapTools
          map={map}
          search={search}
          classes={classes}
          change={change}
          view={view}
          extent={extent}
          moveTo={moveTo}
        />
        <div style={{ position: 'relative' }}>
          <MapCanvas
            label={`Map of ${map.images.length} images by their features.`}
            points={map}
            extent={extent}
            colours={colours}
            isShown={isShown}
            view={view}
            onView={moveTo}
            onWhole={() => moveTo(null)}
            area={area}
            onArea={(corners) => change({ area: corners })}
            isLasso={search.tool === 'lasso'}
            onPoint={(place, pixel) => setPointed(place < 0 ? null : { place, pixel })}
            onOpen={open}
          />
          {pointed && <PointCard map={map} toLabel={toLabel} {...pointed} />}
        </div>
        <MapLegend colours={colours} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <AreaPanel
          map={map}
          inside={inside}
          hasArea={area !== null}
          toLabel={toLabel}
          clear={() => change({ area: undefined })}
        />
      </Grid.Col>
    </Grid>
  );
}

/** The view moves at once; the address follows when it rests. Null: the whole map. */
function useMapView(
  inAddress: MapSearch['view'],
  whole: View,
  change: (part: Partial<MapSearch>) => void,
): [View, (view: View | null) => void] {
  const [moving, setMoving] = useState<View | null>(null);
  const write = useDebouncedCallback((view: View | null) => {
    const isWhole = view === null || (view.zoom === 1 && view.x === whole.x && view.y === whole.y);
    change({
      view: isWhole
        ? undefined
        : [roundForAddress(view.x), roundForAddress(view.y), roundForAddress(view.zoom)],
    });
    setMoving(null);
  }, ADDRESS_DELAY_MS);
  const resting = inAddress ? { x: inAddress[0], y: inAddress[1], zoom: inAddress[2] } : whole;
  const moveTo = (view: View | null) => {
    setMoving(view ?? whole);
    write(view);
  };
  return [moving ?? resting, moveTo];
}

interface PointCardProps {
  map: MapResponse;
  place: number;
  pixel: Point;
  toLabel: (classIndex: number) => string;
}

function PointCard({ map, place, pixel: [left, top], toLabel }: PointCardProps) {
  const { data: workspace } = useRead('GET /api/workspace', {});
  const spuriosity = map.spuriosity[place] ?? null;
  const isCorrect = map.isCorrect[place] ?? null;
  return (
    <Card
      withBorder
      padding={6}
      shadow="md"
      w={200}
      style={{
        position: 'absolute',
        left: Math.max(4, left - 100),
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
