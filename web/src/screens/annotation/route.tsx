/** Addresses of the two pages where people judge: what of their state is in the address. */
import { createRoute } from '@tanstack/react-router';
import { QUEUE_ORDERS, type QueueOrder } from '../../../../src/protocol/index.js';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { parseChoice, parseFlag, parseIndex } from '../../parts/page/search-params.js';
import { rootRoute } from '../../shell/root-route.js';
import { formatPair, type Pair, parsePair } from './annotate/pair-key.js';
import { ANNOTATION_TABS, type AnnotationTab } from './annotation-tabs.js';

export interface AnnotateSearch {
  /** @default 'answer' */
  tab?: Exclude<AnnotationTab, 'answer'>;
  /** Only this class. */
  class?: number;
  /** "3-17": this very pair. */
  pair?: string;
  /** In which order pairs come; as this person chose last, where it is left out. */
  order?: QueueOrder;
  /** Offer skipped pairs, too. */
  skipped?: true;
  /** On the tab of disputed pairs: those that somebody settled, too. */
  settled?: true;
}

export const annotateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/annotate',
  validateSearch: (search: Record<string, unknown>): AnnotateSearch => ({
    tab: parseChoice(search.tab, ANNOTATION_TABS, 'answer') as AnnotateSearch['tab'],
    class: parseIndex(search.class),
    pair: parsePairText(search.pair),
    order: parseChoice(search.order, QUEUE_ORDERS),
    skipped: parseFlag(search.skipped),
    settled: parseFlag(search.settled),
  }),
  component: lazyPage(() => import('./annotate-screen.js')),
});

export interface ValidateSearch {
  pair?: string;
  /** What the panels after the first hold. @default 'lowest' */
  variant?: 'random';
}

export const validateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/validate',
  validateSearch: (search: Record<string, unknown>): ValidateSearch => ({
    pair: parsePairText(search.pair),
    variant: parseChoice(search.variant, ['random']),
  }),
  component: lazyPage(() => import('./validate/validate-screen.js')),
});

function parsePairText(value: unknown): string | undefined {
  const pair: Pair | undefined = parsePair(value);
  return pair && formatPair(pair);
}
