/** Addresses of pages for what is not a Link: marks of a figure, saved views, copied text. */
import { type RegisteredRouter, type ToOptions, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

/** Builds the address of a page from what a Link takes; in a static copy it is behind the #. */
export function usePageAddress(): (to: ToOptions<RegisteredRouter>) => string {
  const router = useRouter();
  return useCallback((to) => router.history.createHref(router.buildLocation(to).href), [router]);
}
