/** The map with its tools, its legend, and what is known of the circled area. In: the map's points. Out: the page below its title. */
import { Grid, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { MapResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { useKeys } from '../../parts/keys/keys.js';
import { FailureAlert } from '../../parts/page/failure-alert.js';
import { useClasses } from '../../parts/study/classes.js';
import { AreaPanel } from './area-panel.js';
import { ChosenImage } from './chosen-image.js';
import { MapLegend } from './map-legend.js';
import type { MapSearch } from './map-search.js';
import { MapTools } from './map-tools.js';
import { magnifyView, type Point } from './plane.js';
import { MapCanvas } from './plot/map-canvas.js';
import { PointCard } from './point-card.js';
import { useDrawnMap } from './use-drawn-map.js';
import { useMapPoints } from './use-map-points.js';
import { useMapView } from './use-map-view.js';

const route = getRouteApi('/map');
const KEY_FACTOR = 1.5;

export function MapBrowser({ map: read }: { map: MapResponse }) {
  const search = route.useSearch();
  const { map, error } = useDrawnMap(read, search);
  const navigate = route.useNavigate();
  const { toLabel } = useClasses();
  const change = useCallback(
    (part: Partial<MapSearch>) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { extent, whole, colours, classes, isShown, area, inside } = useMapPoints(map, search);
  const [view, moveTo] = useMapView(search.view, whole, change);
  const [pointed, setPointed] = useState<{ place: number; pixel: Point } | null>(null);
  const isLasso = search.tool === 'lasso';
  const toggleLasso = () => change({ tool: isLasso ? undefined : 'lasso' });
  useKeys('Map', [
    { keys: '=', does: 'Magnify', run: () => moveTo(magnifyView(view, KEY_FACTOR)) },
    { keys: '-', does: 'Shrink', run: () => moveTo(magnifyView(view, 1 / KEY_FACTOR)) },
    { keys: '0', does: 'Show everything', run: () => moveTo(null) },
    { keys: 'c', does: 'Circle images, or move again', run: toggleLasso },
    { keys: 'Escape', does: 'Remove the area', run: () => change({ area: undefined }) },
  ]);
  const chosen = useMemo(
    () => (search.image === undefined ? -1 : map.images.indexOf(search.image)),
    [map, search.image],
  );
  // What stands around the map stays as it is while the map moves: a frame has no time for it.
  const latest = useRef({ view, moveTo });
  latest.current = { view, moveTo };
  const magnify = useCallback((factor: number | null) => {
    const { view, moveTo } = latest.current;
    moveTo(factor === null ? null : magnifyView(view, factor));
  }, []);
  const readView = useCallback(() => latest.current.view, []);
  const tools = useMemo(
    () => <MapTools {...{ map, search, classes, change, readView, extent, magnify, isLasso }} />,
    [map, search, classes, change, readView, extent, magnify, isLasso],
  );
  const hasArea = area !== null;
  const aside = useMemo(
    () => <Aside {...{ map, chosen, inside, hasArea, change }} />,
    [map, chosen, inside, hasArea, change],
  );
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        {tools}
        {error !== null && <FailureAlert error={error} title="The colours could not be read" />}
        <div style={{ position: 'relative' }}>
          <MapCanvas
            label={`Map of ${formatQuantity(map.images.length, 'image')} by their features.`}
            points={map}
            images={map.images}
            chosen={chosen}
            extent={extent}
            colours={colours}
            isShown={isShown}
            view={view}
            onView={moveTo}
            area={area}
            inside={inside}
            onArea={(corners) => change({ area: corners })}
            isLasso={isLasso}
            onPoint={(place, pixel) => setPointed(place < 0 ? null : { place, pixel })}
            onOpen={(place) => change({ image: map.images[place]! })}
          />
          {pointed && <PointCard map={map} toLabel={toLabel} {...pointed} />}
        </div>
        <MapLegend colours={colours} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>{aside}</Grid.Col>
    </Grid>
  );
}

interface AsideProps {
  map: MapResponse;
  /** Place; -1 for none. */
  chosen: number;
  /** Places of the points in the area. */
  inside: readonly number[];
  hasArea: boolean;
  change: (part: Partial<MapSearch>) => void;
}

/** Beside the map: the image that is chosen, and what is in the area. */
function Aside({ map, chosen, inside, hasArea, change }: AsideProps) {
  const { toLabel } = useClasses();
  return (
    <Stack gap="md">
      {chosen >= 0 && (
        <ChosenImage
          map={map}
          place={chosen}
          toLabel={toLabel}
          choose={(image) => change({ image })}
          clear={() => change({ image: undefined })}
        />
      )}
      <AreaPanel
        map={map}
        inside={inside}
        hasArea={hasArea}
        toLabel={toLabel}
        clear={() => change({ area: undefined })}
      />
    </Stack>
  );
}
