/** Loads the images of the next pairs before they are shown; what must be drawn is drawn-pictures.ts's. In: tasks. Out: a warm cache. */
import { useEffect } from 'react';
import { type AnnotationTask, PICTURES } from '../../../../../src/protocol/index.js';

const asked = new Set<string>();

export function usePreloadedImages(tasks: readonly AnnotationTask[]): void {
  useEffect(() => {
    for (const { image } of tasks.flatMap(({ top, bottom }) => [...top, ...bottom.slice(0, top.length)])) {
      const address = PICTURES.image(image);
      if (asked.has(address)) continue;
      asked.add(address);
      new Image().src = address;
    }
  }, [tasks]);
}
