/** How many points a circle holds while it is being drawn. In: points, the circle so far. Out: their number, some times a second; null while nothing is circled. */
import { useThrottledCallback } from '@mantine/hooks';
import { useCallback, useRef, useState } from 'react';
import { listInside, type Point, type Points } from '../plane.js';

const COUNT_EVERY_MS = 150;

export function useCircledCount(
  points: Points,
  isShown: (place: number) => boolean,
): [count: number | null, onCircling: (area: readonly Point[] | null) => void] {
  const [count, setCount] = useState<number | null>(null);
  const area = useRef<readonly Point[] | null>(null);
  const update = useThrottledCallback(() => {
    setCount(area.current === null ? null : listInside(points, area.current).filter(isShown).length);
  }, COUNT_EVERY_MS);
  const onCircling = useCallback(
    (newest: readonly Point[] | null) => {
      area.current = newest;
      if (newest === null) setCount(null);
      else update();
    },
    [update],
  );
  return [count, onCircling];
}
