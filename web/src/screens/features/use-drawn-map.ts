/**
 * The map as the address asks for it: whose mistakes it shows, and which cue. In: the map, the address. Out: the map with those
 * outcomes; activations, null while they are not asked for or not there yet; what could not be read.
 */
import { useMemo } from 'react';
import type { MapResponse } from '../../../../src/protocol/index.js';
import { useRead } from '../../queries.js';
import type { MapSearch } from './map-search.js';

export interface DrawnMap extends MapResponse {
  /** Of the chosen cue, parallel to the points. */
  activations: readonly number[] | null;
}

export function useDrawnMap(map: MapResponse, search: MapSearch): { map: DrawnMap; error: Error | null } {
  const layout = search.layout ?? 'pca';
  const model = search.model ?? map.models[0];
  const isFirst = model === map.models[0];
  const outcomes = useRead(
    'GET /api/map/:layout/outcomes/:model',
    { layout, model: model ?? '' },
    { enabled: !isFirst },
  );
  const feature = search.colour === 'cue' ? (search.feature ?? map.cues[0]?.feature) : undefined;
  const activations = useRead(
    'GET /api/map/:layout/activations/:feature',
    { layout, feature: feature ?? 0 },
    { enabled: feature !== undefined },
  );
  const isCorrect = outcomes.data?.isCorrect;
  const values = activations.data?.values;
  const drawn = useMemo(
    () => ({
      ...map,
      isCorrect: isFirst ? map.isCorrect : (isCorrect ?? map.images.map(() => null)),
      activations: (feature === undefined ? undefined : values) ?? null,
    }),
    [map, isFirst, isCorrect, feature, values],
  );
  return { map: drawn, error: outcomes.error ?? activations.error };
}
