/** Keys of the rankings page beyond those of the grid itself. In: the address and where one is. Out: changes of either. */
import { type Key, useKeys } from '../../parts/keys.js';
import type { Overlay, RankingSearch } from './ranking-search.js';
import { toOtherClass } from './ranking-toolbar.js';
import type { RankingPlace } from './use-ranking.js';
import type { ChangeSearch } from './use-ranking-address.js';

const NEXT_OVERLAY: Record<Overlay, RankingSearch['overlay']> = {
  hover: 'always',
  always: 'never',
  never: undefined,
};

export function useRankingKeys(props: {
  search: RankingSearch;
  place: RankingPlace;
  classCount: number;
  change: ChangeSearch;
  jumpToPercent: (percent: number) => void;
  /** Brings the focus into the grid, where x, Enter and the arrows do their work. */
  focus: () => void;
}): void {
  const { search, place, classCount, change, jumpToPercent, focus } = props;
  const step = (by: number) => {
    const classIndex = place.classIndex + by;
    if (classIndex >= 0 && classIndex < classCount) change(toOtherClass(classIndex));
  };
  const jumps = Array.from({ length: 10 }, (_, tenth): Key => {
    const run = () => jumpToPercent(tenth * 10);
    if (tenth === 0) return { keys: '0', does: 'Jump to the least', run };
    return tenth === 5
      ? { keys: '5', does: 'Jump to 50% (1 to 9: 10% to 90%)', run }
      : { keys: String(tenth), run };
  });
  useKeys('Rankings', [
    { keys: '[', does: 'Previous class', run: () => step(-1) },
    { keys: ']', does: 'Next class', run: () => step(1) },
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
    { keys: 'mod+a', does: 'Select all images shown (while in the grid)', run: focus },
  ]);
}
