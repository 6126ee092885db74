/** Keys of the rankings page beyond those of the grid itself. In: the address and where one is. Out: changes of either. */
import { type Key, useKeys } from '../../parts/keys/keys.js';
import { toOtherClass } from './controls/ranking-toolbar.js';
import type { Overlay, RankingSearch } from './ranking-search.js';
import type { RankingPlace } from './use-ranking.js';
import type { ChangeSearch } from './use-ranking-address.js';

const NEXT_OVERLAY: Record<Overlay, RankingSearch['overlay']> = {
  hover: 'always',
  always: 'never',
  never: undefined,
};

/** From class to class; holds where there is nothing to rank, too. */
export function useClassKeys({ classIndex }: RankingPlace, classCount: number, change: ChangeSearch): void {
  const step = (by: number) => {
    const next = classIndex + by;
    if (next >= 0 && next < classCount) change(toOtherClass(next));
  };
  useKeys('Rankings', [
    { keys: '[', does: 'Previous class', run: () => step(-1) },
    { keys: ']', does: 'Next class', run: () => step(1) },
  ]);
}

export function useRankingKeys(props: {
  search: RankingSearch;
  change: ChangeSearch;
  jumpToPercent: (percent: number) => void;
  /** Brings the focus into the grid, where x, Enter and the arrows do their work. */
  focus: () => void;
  selectAll: () => void;
}): void {
  const { search, change, jumpToPercent, focus, selectAll } = props;
  const jumps = Array.from({ length: 10 }, (_, tenth): Key => {
    const run = () => jumpToPercent(tenth * 10);
    if (tenth === 0) return { keys: '0', does: 'Jump to the least', run };
    return tenth === 5
      ? { keys: '5', does: 'Jump to 50% (1 to 9: 10% to 90%)', run }
      : { keys: String(tenth), run };
  });
  useKeys('Rankings', [
    ...jumps,
    {
      keys: 'h',
      does: 'Heatmaps: on hover, always, never',
      run: () => change({ overlay: NEXT_OVERLAY[search.overlay ?? 'hover'] }, 'silently'),
    },
    {
      keys: 'v',
      does: 'All images or both ends',
      run: () => change({ view: search.view === 'ends' ? undefined : 'ends' }),
    },
    { keys: 'i', does: 'Go to the images: arrows walk, Enter enlarges', run: focus },
    { keys: 'x', does: 'Select the image (Shift+x: all up to it)', run: focus },
    { keys: 'mod+a', does: 'Select all images shown', run: selectAll },
  ]);
}
