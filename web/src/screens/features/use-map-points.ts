/**
 * What is drawn of the map, as the address asks for it. In: the map, the address. Out: colours, which points are shown, which
 * lie in the circled area.
 */
import { useCallback, useMemo } from 'react';
import { useMarks } from '../../parts/marks/use-marks.js';
import { useClasses } from '../../parts/study/classes.js';
import type { MapSearch } from './map-search.js';
import { computeExtent, computeWholeView, type Extent, listInside, type Point, type View } from './plane.js';
import {
  colourByActivation,
  colourByError,
  colourByName,
  colourBySpuriosity,
  MOST_COLOURED,
  nameByClass,
  nameByGroup,
  nameByTag,
  type PointColours,
} from './point-colours.js';
import type { DrawnMap } from './use-drawn-map.js';

export interface MapPoints {
  extent: Extent;
  whole: View;
  colours: PointColours;
  /** Classes that are told apart by colour. */
  classes: readonly number[];
  isShown: (place: number) => boolean;
  area: readonly Point[] | null;
  /** Places of the points in the area. */
  inside: readonly number[];
}

export function useMapPoints(map: DrawnMap, search: MapSearch): MapPoints {
  const { entries, toLabel } = useClasses();
  const { tags, toTags } = useMarks();
  const extent = useMemo(() => computeExtent(map), [map]);
  const whole = useMemo(() => computeWholeView(extent), [extent]);
  const classes = useMemo(
    () => search.classes ?? entries.slice(0, MOST_COLOURED).map(({ index }) => index),
    [search.classes, entries],
  );
  const colours = useMemo(() => {
    const groups = map.groups.find(({ column }) => column === search.column) ?? map.groups[0];
    if (search.colour === 'group' && groups !== undefined) return colourByName(nameByGroup(groups));
    if (search.colour === 'tag') return colourByName(nameByTag(map, tags));
    if (search.colour === 'cue') return colourByActivation(map.activations, map.images.length);
    if (search.colour === 'error') return colourByError(map);
    if (search.colour !== 'class') return colourBySpuriosity(map);
    const titles = classes.map((classIndex) => ({ classIndex, title: toLabel(classIndex) }));
    return colourByName(nameByClass(map, titles));
  }, [map, search.colour, search.column, classes, toLabel, tags]);
  const isShown = useCallback(
    (place: number) =>
      (search.split === undefined || map.split[place] === search.split) &&
      (search.tag === undefined || toTags(map.images[place]!).includes(search.tag)),
    [map, search.split, search.tag, toTags],
  );
  const area = search.area ?? null;
  const inside = useMemo(
    () => (area === null ? [] : listInside(map, area).filter(isShown)),
    [map, area, isShown],
  );
  return { extent, whole, colours, classes, isShown, area, inside };
}
