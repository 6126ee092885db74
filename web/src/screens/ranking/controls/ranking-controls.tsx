/** The line above the images: filters, view, looks. In: the ranking with its facets, the search. Out: changes of the address. */
import { Group, SegmentedControl } from '@mantine/core';
import type { PairRow, RankingResponse, WorkspaceResponse } from '../../../../../src/protocol/index.js';
import type { RankingSearch } from '../ranking-search.js';
import type { useRanking } from '../use-ranking.js';
import type { ChangeSearch } from '../use-ranking-address.js';
import classes from './ranking-controls.module.css';
import { RankingFilters } from './ranking-filters.js';
import { RankingLook } from './ranking-look.js';

export function RankingControls(props: {
  workspace: WorkspaceResponse;
  ranking: RankingResponse;
  ownPairs: readonly PairRow[];
  search: RankingSearch;
  change: ChangeSearch;
  state: ReturnType<typeof useRanking>;
  /** Feature whose heatmaps are shown; null where there are none. */
  cue: number | null;
}) {
  const { workspace, ranking, ownPairs, search, change, state, cue } = props;
  return (
    <div className={classes.controls}>
      <div className={classes.filters}>
        <RankingFilters
          {...{ search, change }}
          facets={state.facets}
          hasPredictions={state.rows.some(({ predicted }) => predicted !== null)}
        />
      </div>
      <Group gap="xs" wrap="nowrap">
        <SegmentedControl
          aria-label="View"
          size="xs"
          value={search.view ?? 'grid'}
          onChange={(view) => change({ view: view === 'ends' ? 'ends' : undefined })}
          data={[
            { value: 'grid', label: 'All images' },
            { value: 'ends', label: 'Both ends' },
          ]}
        />
        <RankingLook
          {...{ search, change, cue }}
          cues={toCues(ownPairs, ranking)}
          k={search.k ?? workspace.k}
        />
      </Group>
    </div>
  );
}

function toCues(ownPairs: readonly PairRow[], ranking: RankingResponse) {
  const own = ownPairs.map(({ feature, verdict }) => ({
    feature,
    title: `Feature ${feature} (${verdict ?? 'open'})`,
  }));
  const others = ranking.features
    .filter((feature) => !ownPairs.some((pair) => pair.feature === feature))
    .map((feature) => ({ feature, title: `Feature ${feature}` }));
  return [...own, ...others];
}
