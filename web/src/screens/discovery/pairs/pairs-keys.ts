/**
 * Going through the table by keyboard: j and k from class to class, arrows among the thumbnails.
 * In: rows, keys, where the focus is. Out: the cursor; it is the one thumbnail that Tab reaches.
 */
import { type FocusEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useKeys } from '../../../parts/keys/keys.js';
import type { PairsTableRow } from './pairs-rows.js';
import type { PairsVirtualizer } from './pairs-virtualizer.js';

export interface Cursor {
  row: number;
  column: number;
}

/** Frames to wait for a row that scrolls into sight. */
const MOST_FRAMES = 20;

export function usePairsKeys(
  rows: readonly PairsTableRow[],
  virtualizer: PairsVirtualizer,
  table: RefObject<HTMLTableElement | null>,
) {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const frame = useRef(0);
  // Other rows: what the cursor stood on may be gone, unless the focus still stands on it.
  useEffect(() => setCursor(readFocused(table.current)), [rows, table]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const focusThumbnail = (wanted: Cursor, framesLeft = MOST_FRAMES) => {
    const link = table.current?.querySelector<HTMLElement>(
      `[data-index="${wanted.row}"] [data-column="${wanted.column}"]`,
    );
    if (link) link.focus({ preventScroll: true });
    else if (framesLeft > 0)
      frame.current = requestAnimationFrame(() => focusThumbnail(wanted, framesLeft - 1));
  };
  const moveTo = (row: number, column: number) => {
    const pairs = rows[row]?.pairs;
    if (pairs === undefined) return;
    const wanted = { row, column: Math.max(0, Math.min(column, pairs.length - 1)) };
    setCursor(wanted);
    virtualizer.scrollToIndex(row, { align: 'auto' });
    cancelAnimationFrame(frame.current);
    focusThumbnail(wanted);
  };
  const step = (rowStep: number, columnStep = 0) => {
    // The focus is where the last key put it, also where the page has not caught up.
    const from = readFocused(table.current) ?? cursor;
    if (from === null) moveTo(findFirstInSight(virtualizer), 0);
    else moveTo(from.row + rowStep, from.column + columnStep);
  };
  const isInTable = () => table.current?.contains(document.activeElement) ?? false;

  useKeys('Pairs', [
    { keys: 'j', does: 'Next class', run: () => step(1) },
    { keys: 'k', does: 'Previous class', run: () => step(-1) },
    { keys: 'ArrowRight', does: 'Next feature of the class', run: () => step(0, 1), when: isInTable },
    { keys: 'ArrowLeft', does: 'Previous feature of the class', run: () => step(0, -1), when: isInTable },
    { keys: 'ArrowDown', run: () => step(1), when: isInTable },
    { keys: 'ArrowUp', run: () => step(-1), when: isInTable },
    { keys: 'Home', does: 'First class', run: () => moveTo(0, 0), when: isInTable },
    { keys: 'End', does: 'Last class', run: () => moveTo(rows.length - 1, 0), when: isInTable },
    { keys: 'Enter', does: 'Open the pair', run: openFocused, when: isInTable },
  ]);

  const follow = ({ target }: FocusEvent) => {
    const focused = toCursor(target);
    if (focused !== null) setCursor(focused);
  };
  return { cursor, follow };
}

/** Where the focus is in the table; null where it is elsewhere. */
function readFocused(table: HTMLTableElement | null): Cursor | null {
  const { activeElement } = document;
  return activeElement !== null && table?.contains(activeElement) ? toCursor(activeElement) : null;
}

function toCursor(element: Element): Cursor | null {
  const link = element.closest<HTMLElement>('a[data-column]');
  const row = element.closest<HTMLElement>('[data-index]');
  return link && row ? { row: Number(row.dataset.index), column: Number(link.dataset.column) } : null;
}

/** The first row below what lies over the top of the page. */
function findFirstInSight(virtualizer: PairsVirtualizer): number {
  const top = (virtualizer.scrollOffset ?? 0) + virtualizer.options.scrollPaddingStart;
  return virtualizer.getVirtualItems().find(({ end }) => end > top)?.index ?? 0;
}

/** Enter on a link is a click by itself; the key stands here to be listed. */
function openFocused(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.click();
}
