/**
 * Where a person is in the queue of flags, and what happens next: the address says which flag, keys decide and move on.
 * In: all flags, how decisions are kept. Out: the listed flags, the current one, and what can be done with it. Decides nothing about an
 * image that is not shown: until the page has followed the last key, the next decision is not taken.
 */
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LabelChoice, NoiseFlag } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useKeys } from '../../parts/keys/keys.js';
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
  const findPlace = (wanted: number | undefined) =>
    Math.max(
      0,
      listed.findIndex(({ image }) => image === wanted),
    );
  const place = findPlace(search.image);
  const flag = listed[place];
  const { toNewClass, chooseNewClass } = useNewClass();
  // Where the last key or click leads: the router, and so the page, follows a moment later.
  const target = useRef(search.image);
  useLayoutEffect(() => {
    target.current = search.image;
  }, [search.image]);
  const isDeciding = useRef(false);

  const moveTo = (part: Partial<NoiseSearch>) => {
    target.current = part.image;
    change(part);
  };
  const goTo = (next: number) => moveTo({ image: listed[next]?.image });
  const step = (toNext: (at: number) => number) => {
    if (!isDeciding.current) goTo(toNext(findPlace(target.current)));
  };
  const decide = async (choice: LabelChoice | null) => {
    if (flag === undefined || isDeciding.current || target.current !== search.image) return;
    const next = listed[findNextOpen(listed, place)]?.image;
    isDeciding.current = true;
    const isTaken = await decisions
      .decide(flag.image, { choice, newClassIndex: choice === 'relabel' ? toNewClass(flag) : null })
      .finally(() => {
        isDeciding.current = false;
      });
    if (isTaken && choice !== null) moveTo({ image: next });
  };
  const undo = () => {
    if (isDeciding.current) return;
    const image = decisions.undo();
    if (image !== null) moveTo({ image, show: undefined, class: undefined });
  };
  useKeys(
    'Label noise',
    [
      { keys: 'k', does: 'Keep the label', run: () => void decide('keep') },
      { keys: 'r', does: 'Relabel', run: () => void decide('relabel') },
      { keys: 'e', does: 'Exclude', run: () => void decide('exclude') },
      { keys: 'u', does: 'Undo the last decision', run: undo },
      { keys: 'n', does: 'Next undecided image', run: () => step((at) => findNextOpen(listed, at)) },
      { keys: 'ArrowDown', does: 'Next image', run: () => step((at) => Math.min(at + 1, listed.length - 1)) },
      { keys: 'ArrowUp', does: 'Previous image', run: () => step((at) => Math.max(at - 1, 0)) },
    ],
    { isActive: !IS_STATIC },
  );
  return {
    ...{ search, change, listed, place, flag, goTo, decide, undo },
    newClassIndex: flag === undefined ? 0 : toNewClass(flag),
    chooseNewClass: (classIndex: number) => flag && chooseNewClass(flag, classIndex),
  };
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
function useNewClass() {
  const [chosen, setChosen] = useState<{ image: number; classIndex: number } | null>(null);
  return {
    toNewClass: ({ image, decision, suspectedClassIndex }: NoiseFlag): number =>
      chosen?.image === image ? chosen.classIndex : (decision?.newClassIndex ?? suspectedClassIndex ?? 0),
    chooseNewClass: ({ image }: NoiseFlag, classIndex: number) => setChosen({ image, classIndex }),
  };
}
