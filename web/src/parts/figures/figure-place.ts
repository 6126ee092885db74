/**
 * Where a figure puts the button that saves it: into the head of the panel that it stands in.
 * In: a panel gives its name and an element. Out: figures below it find both.
 */
import { createContext, useContext } from 'react';

export interface FigurePlace {
  /** Of the panel; names its figures. */
  title: string;
  /** Null until the panel is on the page. */
  head: HTMLElement | null;
}

export const FigurePlaceContext = createContext<FigurePlace | null>(null);

/** Null outside of panels. */
export function useFigurePlace(): FigurePlace | null {
  return useContext(FigurePlaceContext);
}
