/** What people decided about images, up to date. In: the route of marks. Out: `Marks`, the same object until something was decided. */
import { useMemo } from 'react';
import { useRead } from '../../queries.js';
import { type Marks, NO_MARKS, toMarks } from './marks.js';

export function useMarks(): Marks {
  const { data } = useRead('GET /api/images/marks', {});
  return useMemo(() => (data === undefined ? NO_MARKS : toMarks(data)), [data]);
}
