/**
 * A ranking on the screen: filters, the position by score, images in a grid or both ends, lightbox, picks, keys.
 * In: the ranking with its rows, the address. Out: changes of the address.
 */
import { Button } from '@mantine/core';
import { useMemo, useRef } from 'react';
import type { PairRow, RankingResponse, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useHeatmapStyle } from '../../parts/images/heatmap-style.js';
import type { ImageGridHandle } from '../../parts/images/image-grid.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { addToSelection, useSelection } from '../../parts/selection/selection.js';
import { SelectionBar } from '../../parts/selection/selection-bar.js';
import { useClasses } from '../../parts/study/classes.js';
import { isProvisional } from '../../parts/study/standing.js';
import { RankingControls } from './controls/ranking-controls.js';
import { toSelectedImage } from './images/ranked-images.js';
import { RankingEnds } from './images/ranking-ends.js';
import { RankingLightbox } from './images/ranking-lightbox.js';
import { RankingScroll } from './images/ranking-scroll.js';
import type { TileLook } from './images/ranking-tile.js';
import { toPlace } from './ranking-position.js';
import type { RankingSearch } from './ranking-search.js';
import type { RankingPlace, useRanking } from './use-ranking.js';
import type { ChangeSearch } from './use-ranking-address.js';
import { useRankingKeys } from './use-ranking-keys.js';

export function RankingView(props: {
  workspace: WorkspaceResponse;
  place: RankingPlace;
  ranking: RankingResponse;
  ownPairs: readonly PairRow[];
  search: RankingSearch;
  change: ChangeSearch;
  state: ReturnType<typeof useRanking>;
}) {
  const { workspace, place, ranking, ownPairs, search, change, state } = props;
  const { rows, shown } = state;
  const selection = useSelection();
  const grid = useRef<ImageGridHandle>(null);
  const look = useTileLook(workspace, ranking, search);
  const isFalling = search.order === 'most-first';
  const open = (image: number) => change({ image }, search.image === undefined ? undefined : 'silently');
  useRankingKeys({
    search,
    change,
    jumpToPercent: (percent) => grid.current?.scrollTo(toPlace(percent, shown.length, isFalling)),
    focus: () => grid.current?.focus(),
    selectAll: () => addToSelection(shown.map((row) => toSelectedImage(row, ranking))),
  });
  return (
    <>
      <RankingControls {...{ workspace, ranking, ownPairs, search, change, state }} cue={look.cue} />
      {shown.length === 0 ? (
        <NothingShown change={change} />
      ) : search.view === 'ends' ? (
        <RankingEnds
          rows={isFalling ? shown.toReversed() : shown}
          {...{ ranking, look }}
          k={search.k ?? workspace.k}
          isFiltered={shown.length < rows.length}
          isProvisional={ranking.kind === 'spuriosity' && isProvisional(ownPairs)}
          model={place.model}
          onOpen={open}
        />
      ) : (
        <RankingScroll
          key={toGridKey(search, ranking)}
          {...{ rows, shown, ranking, look, search, change, grid }}
          onOpen={open}
        />
      )}
      <RankingLightbox
        rows={shown}
        {...{ ranking, look }}
        model={place.model}
        open={search.image ?? null}
        onOpen={open}
        onClose={() => change({ image: undefined }, 'silently')}
      />
      <SelectionBar shownCount={shown.filter(({ image }) => selection.has(image)).length} />
    </>
  );
}

function NothingShown({ change }: { change: ChangeSearch }) {
  return (
    <EmptyState
      title="No image passes these filters"
      actions={
        <Button
          variant="default"
          onClick={() =>
            change({
              result: undefined,
              flagged: undefined,
              groups: undefined,
              tags: undefined,
              at: undefined,
            })
          }
        >
          Show all images
        </Button>
      }
    />
  );
}

/** Another list of images starts at its own beginning. */
function toGridKey(
  { order, result, flagged, groups, tags }: RankingSearch,
  ranking: RankingResponse,
): string {
  const { classIndex, split, kind, features } = ranking;
  const isOne = kind === 'activation' ? features[0] : undefined;
  return JSON.stringify([classIndex, split, isOne, order, result, flagged, groups, tags]);
}

/** How tiles look; the same object until something of it changes, since tiles are drawn anew with it. */
function useTileLook(
  workspace: WorkspaceResponse,
  ranking: RankingResponse,
  search: RankingSearch,
): TileLook {
  const { toLabel } = useClasses();
  const { size = 'medium', overlay = 'hover' } = search;
  const { hasPictures } = workspace;
  const cue = toCue(workspace, ranking, search);
  const [style] = useHeatmapStyle();
  return useMemo(
    () => ({ size, overlay, cue, style, hasPictures, toClassName: toLabel }),
    [size, overlay, cue, style, hasPictures, toLabel],
  );
}

/** Feature whose heatmaps are shown; null where none can be drawn. */
function toCue(workspace: WorkspaceResponse, ranking: RankingResponse, search: RankingSearch): number | null {
  // A static copy holds the heatmaps of examples only.
  if (!workspace.hasPictures || !workspace.hasEncoder || IS_STATIC) return null;
  return search.cue ?? ranking.features[0] ?? null;
}
