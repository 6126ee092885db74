/**
 * Where a person is in the queue of flags, and what happens next: the address says which flag, keys decide and move on.
 * In: all flags, how decisions are kept. Out: the listed flags, the current one, and what can be done with it.
 */
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { LabelDecisionKind, NoiseFlag } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useKeys } from '../../parts/keys.js';
import { filterFlags, findNextOpen } from './flag-queue.js';
import type { LabelDecisions } from './label-decisions.js';
import type { NoiseSearch } from './noise-search.js';

const route = getRouteApi('/noise');

export function useFlagQueue(flags: readonly NoiseFlag[], decisions: LabelDecisions) {
  const search = route.useSearch();
  const change = useChangeOfSearch();
  const listed = useMemo(
    () => filterFlags(flags, search.show ?? 'all', search.class ?? null),
    [flags, search.show, search.class],
  );
  const place = Math.max(
    0,
    listed.findIndex(({ image }) => image === search.image),
  );
  const flag = listed[place];
  const [newClassIndex, chooseNewClass] = useNewClass(flag);

  const goTo = (next: number) => change({ image: listed[next]?.image });
  const decide = async (decision: LabelDecisionKind | null) => {
    if (flag === undefined) return;
    const next = listed[findNextOpen(listed, place)]?.image;
    const isTaken = await decisions.decide(flag.image, {
      decision,
      newClassIndex: decision === 'relabel' ? newClassIndex : null,
    });
    if (isTaken && decision !== null) change({ image: next });
  };
  const undo = () => {
    const image = decisions.undo();
    if (image !== null) change({ image, show: undefined, class: undefined });
  };
  useKeys(
    'Label noise',
    [
      { keys: 'k', does: 'Keep the label', run: () => void decide('keep') },
      { keys: 'r', does: 'Relabel', run: () => void decide('relabel') },
      { keys: 'e', does: 'Exclude', run: () => void decide('exclude') },
      { keys: 'u', does: 'Undo the last decision', run: undo },
      { keys: 'n', does: 'Next undecided image', run: () => goTo(findNextOpen(listed, place)) },
      { keys: 'ArrowDown', does: 'Next image', run: () => goTo(Math.min(place + 1, listed.length - 1)) },
      { keys: 'ArrowUp', does: 'Previous image', run: () => goTo(Math.max(place - 1, 0)) },
    ],
    { isActive: !IS_STATIC },
  );
  return { search, change, listed, place, flag, newClassIndex, chooseNewClass, goTo, decide, undo };
}

function useChangeOfSearch(): (part: Partial<NoiseSearch>) => void {
  const navigate = route.useNavigate();
  return useCallback(
    (part) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
}

/** The class to relabel to: chosen for this very image, or decided before, or suspected. */
function useNewClass(flag: NoiseFlag | undefined): [number, (classIndex: number) => void] {
  const [chosen, setChosen] = useState<{ image: number; classIndex: number } | null>(null);
  const own = chosen !== null && chosen.image === flag?.image ? chosen.classIndex : null;
  const proposed = flag?.decision?.newClassIndex ?? flag?.suspectedClassIndex ?? 0;
  return [own ?? proposed, (classIndex) => flag && setChosen({ image: flag.image, classIndex })];
}
