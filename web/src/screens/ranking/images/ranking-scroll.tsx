/**
 * The endless grid of a ranking below the strip that says where one is. In: the rows in the order shown, the place to begin at.
 * Out: both; once scrolling rests, the address knows the place. Apart from the rest of the page, which scrolling does not draw anew.
 */
import { Box } from '@mantine/core';
import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { RankingResponse } from '../../../../../src/protocol/index.js';
import type { ImageGridHandle } from '../../../parts/images/image-grid.js';
import { useCoveredHeight } from '../../../parts/page/use-covered-height.js';
import type { Sight } from '../ranking-position.js';
import type { RankingSearch } from '../ranking-search.js';
import type { ChangeSearch } from '../use-ranking-address.js';
import type { RankedImage } from './ranked-images.js';
import { RankingGrid } from './ranking-grid.js';
import classes from './ranking-scroll.module.css';
import { RankingStrip } from './ranking-strip.js';
import type { TileLook } from './ranking-tile.js';

/** Scrolling has come to rest. */
const REST_MS = 300;

export function RankingScroll(props: {
  rows: readonly RankedImage[];
  shown: readonly RankedImage[];
  ranking: RankingResponse;
  look: TileLook;
  search: RankingSearch;
  change: ChangeSearch;
  grid: RefObject<ImageGridHandle | null>;
  onOpen: (image: number) => void;
}) {
  const { rows, shown, ranking, look, search, change, grid } = props;
  const { ref: sticky, coveredHeight } = useCoveredHeight();
  const [sight, setSight] = useState<Sight>({ first: 0, last: 0 });
  const see = useCallback((first: number, last: number) => setSight({ first, last }), []);
  const jump = useCallback((place: number) => grid.current?.scrollTo(place), [grid]);
  const rank = sight.first === 0 ? undefined : shown[sight.first]?.rank;
  useEffect(() => {
    if (rank === search.at) return;
    const timer = setTimeout(() => change({ at: rank }, 'silently'), REST_MS);
    return () => clearTimeout(timer);
  }, [rank, search.at, change]);
  return (
    <>
      <Box ref={sticky} className={classes.sticky}>
        <RankingStrip
          {...{ rows, shown, sight }}
          isFalling={search.order === 'most-first'}
          scoreTitle={
            ranking.kind === 'spuriosity' ? 'Spuriosity' : `Activation of feature ${ranking.features[0]}`
          }
          onJump={jump}
        />
      </Box>
      <RankingGrid
        ref={grid}
        label="Images by rank"
        rows={shown}
        {...{ ranking, look, coveredHeight }}
        startAt={findStart(shown, search.at)}
        onOpen={props.onOpen}
        onSight={see}
      />
    </>
  );
}

/** Place of the rank; the start where it is filtered out. */
function findStart(shown: readonly RankedImage[], at: number | undefined): number {
  return at === undefined
    ? 0
    : Math.max(
        0,
        shown.findIndex(({ rank }) => rank === at),
      );
}
