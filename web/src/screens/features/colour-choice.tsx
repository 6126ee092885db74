/** What colours the points, and of what: which model, cue, column or classes. In: the page's state. Out: its changes. */
import { MultiSelect, SegmentedControl, Select } from '@mantine/core';
import type { MapResponse } from '../../../../src/protocol/index.js';
import { useMarks } from '../../parts/marks/use-marks.js';
import { useClasses } from '../../parts/study/classes.js';
import type { MapSearch } from './map-search.js';
import { MOST_COLOURED } from './point-colours.js';

interface ColourChoiceProps {
  map: MapResponse;
  search: MapSearch;
  /** Classes that are told apart by colour. */
  classes: readonly number[];
  change: (part: Partial<MapSearch>) => void;
}

export function ColourChoice(props: ColourChoiceProps) {
  const { map, search, change } = props;
  const { tags } = useMarks();
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Colour of the points"
        data={[
          { value: 'spuriosity', label: 'Spuriosity' },
          { value: 'class', label: 'Class' },
          { value: 'error', label: 'Right or wrong' },
          ...(map.cues.length > 0 ? [{ value: 'cue', label: 'Cue' }] : []),
          ...(map.groups.length > 0 ? [{ value: 'group', label: 'Group' }] : []),
          ...(tags.length > 0 || search.colour === 'tag' ? [{ value: 'tag', label: 'Tag' }] : []),
        ]}
        value={search.colour ?? 'spuriosity'}
        onChange={(colour) =>
          change({ colour: colour === 'spuriosity' ? undefined : (colour as MapSearch['colour']) })
        }
      />
      <ColouredBy {...props} />
    </>
  );
}

/** The choice that goes with a colouring, where there is one. */
function ColouredBy({ map, search, classes, change }: ColourChoiceProps) {
  const { entries, toLabel } = useClasses();
  return (
    <>
      {search.colour === 'error' && map.models.length > 1 && (
        <Select
          size="xs"
          w={170}
          aria-label="Model that is right or wrong"
          data={map.models}
          value={search.model ?? map.models[0]!}
          onChange={(model) => change({ model: model === map.models[0] ? undefined : (model ?? undefined) })}
          allowDeselect={false}
          searchable
        />
      )}
      {search.colour === 'cue' && (
        <Select
          size="xs"
          w={220}
          aria-label="Cue that fires"
          data={listCues(map, toLabel)}
          value={String(search.feature ?? map.cues[0]?.feature ?? '')}
          onChange={(feature) => change({ feature: feature === null ? undefined : Number(feature) })}
          allowDeselect={false}
          searchable
        />
      )}
      {search.colour === 'group' && map.groups.length > 1 && (
        <Select
          size="xs"
          w={150}
          aria-label="Column of the groups"
          data={map.groups.map(({ column }) => column)}
          value={search.column ?? map.groups[0]!.column}
          onChange={(column) => change({ column: column ?? undefined })}
          allowDeselect={false}
        />
      )}
      {search.colour === 'class' && entries.length > MOST_COLOURED && (
        <MultiSelect
          size="xs"
          w={300}
          aria-label="Classes told apart by colour"
          data={entries.map(({ index }) => ({ value: String(index), label: toLabel(index) }))}
          value={classes.map(String)}
          onChange={(chosen) => change({ classes: chosen.map(Number) })}
          maxValues={MOST_COLOURED}
          searchable
          limit={100}
        />
      )}
    </>
  );
}

/** A feature that is a cue of several classes is named once. */
function listCues({ cues }: MapResponse, toLabel: (classIndex: number) => string) {
  const classesOf = new Map<number, string[]>();
  for (const { classIndex, feature } of cues)
    classesOf.set(feature, [...(classesOf.get(feature) ?? []), toLabel(classIndex)]);
  return [...classesOf].map(([feature, classes]) => ({
    value: String(feature),
    label: `feature ${feature}: ${classes.join(', ')}`,
  }));
}
