/**
 * What clicks and keys in a grid of images do: walk, open, pick one, pick a range from the last one picked alone.
 * In: the moves and deeds of the grid. Out: handlers for the grid's element, which serve all of its cells.
 */
import { type FocusEvent, type KeyboardEvent, type MouseEvent, useRef } from 'react';

interface GridDeeds {
  move: (key: string, place: number) => number | null;
  focus: (place: number) => void;
  onFocus: (place: number) => void;
  onOpen: (place: number) => void;
  onToggle: (place: number) => void;
  onSelectRange: (first: number, last: number) => void;
  lastPlace: number;
}

export function useGridEvents(deeds: GridDeeds) {
  const anchor = useRef(0);
  const toggle = (place: number) => {
    anchor.current = place;
    deeds.onToggle(place);
  };
  const extend = (place: number) =>
    deeds.onSelectRange(Math.min(anchor.current, place), Math.max(anchor.current, place));

  const onClick = (event: MouseEvent) => {
    const place = findPlace(event.target);
    if (place === null) return;
    const isCheck = (event.target as Element).closest('[data-check]') !== null;
    if (event.shiftKey) extend(place);
    else if (isCheck || event.ctrlKey || event.metaKey) toggle(place);
    else deeds.onOpen(place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = findPlace(event.target);
    if (place === null) return;
    const next = deeds.move(event.key, place);
    if (next !== null) {
      deeds.focus(next);
      if (event.shiftKey) extend(next);
    } else if (event.key === 'Enter') deeds.onOpen(place);
    else if (event.key === 'x' || event.key === ' ') toggle(place);
    else if (event.key === 'X') extend(place);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) deeds.onSelectRange(0, deeds.lastPlace);
    else return;
    event.preventDefault();
  };
  const onFocus = (event: FocusEvent) => {
    const place = findPlace(event.target);
    if (place !== null) deeds.onFocus(place);
  };
  // Shift-click picks a range and must not mark text.
  const onMouseDown = (event: MouseEvent) => event.shiftKey && event.preventDefault();
  return { onClick, onKeyDown, onFocus, onMouseDown };
}

/** Of the cell that an event happened in; null for a button inside a cell, which has its own meaning. */
function findPlace(target: EventTarget): number | null {
  if (!(target instanceof Element) || target.closest('button') !== null) return null;
  const cell = target.closest<HTMLElement>('[data-place]');
  return cell === null ? null : Number(cell.dataset.place);
}
