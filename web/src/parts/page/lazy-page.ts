/**
 * A screen that is loaded when it is first opened, and waits for a server that does not answer: the frame says so meanwhile.
 * In: the import of a screen. Out: a component of a route. A file that is missing on a server that answers is a fault.
 */
import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { waitForServer } from '../../api.js';

interface Screen {
  default: ComponentType;
}

/** @param load whose type says nothing of the screen: screens are typed by the table of routes, and that by them otherwise */
export function lazyPage(load: () => Promise<unknown>) {
  return lazyRouteComponent(async () => {
    try {
      return (await load()) as Screen;
    } catch {
      await waitForServer();
      return (await load()) as Screen;
    }
  });
}
