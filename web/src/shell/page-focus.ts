/**
 * Where the focus is after a page was chosen: on its title, so that screen readers start there and Tab goes on in the page.
 * In: the router's events. Out: the focus; it stays where it is when the page itself has taken it.
 */
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isFocusKept } from '../parts/keys/kept-focus.js';
import { PAGE_TITLE_ID } from '../parts/page/page-title.js';

export function usePageFocus(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return;
        if (document.activeElement?.closest('main, [role=dialog]') || isFocusKept()) return;
        document.getElementById(PAGE_TITLE_ID)?.focus({ preventScroll: true });
      }),
    [router],
  );
}
