/** Which rows of the pairs table are in sight. In: the rows, the table. Out: TanStack's virtualizer of the window, measuring rows as they come. */
import { useViewportSize } from '@mantine/hooks';
import { useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { PairsTableRow } from './pairs-rows.js';

export type PairsVirtualizer = Virtualizer<Window, Element>;

/** Sizes of pairs-table.module.css, for the first guess of a row's height. */
const THUMBNAIL = 118;
const CAPTION = 22;
const PLAIN_THUMBNAIL = 52;
const OTHER_COLUMNS = 380;
const PHONE_WIDTH = 768;
/** What lies over the top of the page: its header and the table's. */
const COVERED_TOP = 96;

export function usePairsVirtualizer(
  rows: readonly PairsTableRow[],
  hasPictures: boolean,
  table: RefObject<HTMLTableElement | null>,
): PairsVirtualizer {
  const { width: windowWidth } = useViewportSize();
  const [place, setPlace] = useState({ top: 0, width: 0 });
  // The place of the rows changes with the window and with what stands above it.
  useLayoutEffect(() => {
    const box = table.current?.tBodies[0]?.getBoundingClientRect();
    if (box === undefined) return;
    const next = { top: box.top + window.scrollY, width: box.width };
    setPlace((old) => (old.top === next.top && old.width === next.width ? old : next));
  }, [windowWidth, rows]);

  const isPhone = windowWidth < PHONE_WIDTH;
  const columns = isPhone ? 5 : Math.max(1, Math.floor((place.width - OTHER_COLUMNS) / THUMBNAIL));
  const thumbnail = hasPictures ? (isPhone ? place.width / 5 : THUMBNAIL) + CAPTION : PLAIN_THUMBNAIL;
  return useWindowVirtualizer({
    count: rows.length,
    estimateSize: (row) =>
      Math.max(1, Math.ceil(rows[row]!.pairs.length / columns)) * thumbnail + (isPhone ? 62 : 12),
    getItemKey: (row) => rows[row]!.classIndex,
    overscan: 5,
    scrollMargin: place.top,
    scrollPaddingStart: COVERED_TOP,
    scrollPaddingEnd: 16,
  });
}
