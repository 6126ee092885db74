/** The route that all others are in: the frame, and what stands in for pages that are missing or broken. */
import { createRootRoute } from '@tanstack/react-router';
import { BrokenPage, UnknownPage } from './breakdown.js';
import { Frame } from './frame.js';

export const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: UnknownPage,
  errorComponent: BrokenPage,
});
