/**
 * Rows of equal height in the page's own scroll, of which only those in sight exist; what is in sight stays so when tiles change size.
 * In: the shape of the grid. Out: the rows to draw, the places in sight, scrolling to a place.
 */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface GridRowsShape {
  count: number;
  columns: number;
  rowHeight: number;
  /** Width of the grid; 0 until it is measured. */
  width: number;
  /** Height at the top of the window that stays covered while scrolling. */
  coveredHeight: number;
  startAt: number;
}

export function useGridRows(list: RefObject<HTMLElement | null>, shape: GridRowsShape) {
  const { count, columns, rowHeight, width, coveredHeight, startAt } = shape;
  const [scrollMargin, setScrollMargin] = useState(0);
  const rowCount = Math.ceil(count / columns);
  const isMeasured = width > 0;
  const rows = useWindowVirtualizer({
    count: isMeasured ? rowCount : 0,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin,
    scrollPaddingStart: coveredHeight,
  });
  // Whatever stands above may grow at any time, and the page with it. Asking while scrolling would lay the page out twice.
  useLayoutEffect(() => {
    const measure = () => {
      if (list.current)
        setScrollMargin(Math.round(list.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);

  const scrolled = (rows.scrollOffset ?? 0) + coveredHeight - scrollMargin;
  const firstRow = Math.max(0, Math.min(rowCount - 1, Math.round(scrolled / rowHeight)));
  const rowsInSight = Math.max(1, Math.floor((window.innerHeight - coveredHeight) / rowHeight));
  const first = firstRow * columns;
  const last = Math.min(count, (firstRow + rowsInSight) * columns) - 1;

  const keptPlace = useRef(startAt);
  useLayoutEffect(() => {
    if (!isMeasured) return;
    rows.measure();
    if (keptPlace.current > 0)
      rows.scrollToIndex(Math.floor(keptPlace.current / columns), { align: 'start' });
  }, [rows, isMeasured, columns, rowHeight]);
  useEffect(() => {
    if (isMeasured) keptPlace.current = first;
  }, [first, isMeasured]);

  const scrollTo = (place: number, align: 'start' | 'auto' = 'start') => {
    if (align === 'start') keptPlace.current = place;
    rows.scrollToIndex(Math.floor(place / columns), { align });
  };
  return { rows, rowCount, rowsInSight, first, last, scrollMargin, isMeasured, scrollTo };
}
