/** How much of the window's top a sticky element covers while one scrolls. In: the element, by ref. Out: pixels, kept up to date. */
import { useCallback, useState } from 'react';

export function useCoveredHeight() {
  const [coveredHeight, setCoveredHeight] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () =>
      setCoveredHeight((Number.parseFloat(getComputedStyle(element).top) || 0) + element.offsetHeight);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return { ref, coveredHeight };
}
