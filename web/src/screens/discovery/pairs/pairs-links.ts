/**
 * What a click or a pause on a thumbnail does, for all thumbnails of the table at once.
 * In: events of the table. Out: the pair's page, loaded ahead where the pointer rests.
 */
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, useMemo } from 'react';
import { prefetch } from '../../../queries.js';

/** A pointer that only passes over asks for nothing. */
const REST_MS = 80;

export function usePairLinks() {
  const router = useRouter();
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = () => clearTimeout(timer);
    const prepare = (event: MouseEvent) => {
      const pair = findPair(event.target);
      if (pair === null) return;
      forget();
      timer = setTimeout(() => {
        prefetch('GET /api/pairs/:classIndex/:feature', pair);
        void router.preloadRoute({ to: '/pairs/$classIndex/$feature', params: toTexts(pair) });
      }, REST_MS);
    };
    const follow = (event: MouseEvent) => {
      const pair = findPair(event.target);
      if (pair === null || event.button !== 0) return;
      // With these the browser opens the link elsewhere.
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void router.navigate({ to: '/pairs/$classIndex/$feature', params: toTexts(pair) });
    };
    return { prepare, forget, follow };
  }, [router]);
}

function findPair(target: EventTarget): { classIndex: number; feature: number } | null {
  const link = target instanceof Element ? target.closest<HTMLElement>('a[data-feature]') : null;
  return link && { classIndex: Number(link.dataset.class), feature: Number(link.dataset.feature) };
}

function toTexts(pair: { classIndex: number; feature: number }) {
  return { classIndex: String(pair.classIndex), feature: String(pair.feature) };
}
