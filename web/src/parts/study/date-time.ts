/** Points in time as people read them. In: ISO text or null. Out: date and time in the person's time zone. */
import { ABSENT } from '../../../../src/words/index.js';

const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** "3 Feb 2025, 14:05", in the person's time zone. */
export function formatDateTime(iso: string | null): string {
  return iso === null ? ABSENT : DATE_TIME.format(new Date(iso));
}
