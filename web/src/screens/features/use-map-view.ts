/**
 * What of the map is in sight: it moves at once, and the address follows when it rests.
 * In: the view in the address, the whole map. Out: the view, and how to move it; null shows everything.
 */
import { useDebouncedCallback } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { MapSearch } from './map-search.js';
import { isSameView, roundForAddress, type View } from './plane.js';

const ADDRESS_DELAY_MS = 250;

export function useMapView(
  inAddress: MapSearch['view'],
  whole: View,
  change: (part: Pick<MapSearch, 'view'>) => void,
): [View, (view: View | null) => void] {
  const [moving, setMoving] = useState<View | null>(null);
  const write = useDebouncedCallback((view: View | null) => {
    const isWhole = view === null || isSameView(view, whole);
    change({
      view: isWhole
        ? undefined
        : [roundForAddress(view.x), roundForAddress(view.y), roundForAddress(view.zoom)],
    });
    setMoving(null);
  }, ADDRESS_DELAY_MS);
  const [x, y, zoom] = inAddress ?? [whole.x, whole.y, whole.zoom];
  const resting = useMemo(() => ({ x, y, zoom }), [x, y, zoom]);
  const moveTo = (view: View | null) => {
    setMoving(view ?? whole);
    write(view);
  };
  return [moving ?? resting, moveTo];
}
