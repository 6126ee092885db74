/** Who decided what about one image, and when. In: an image index. Out: a list, the newest first; nothing where nobody decided anything. */
import { List, Text } from '@mantine/core';
import type { ImageEvent } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useRead } from '../../queries.js';
import { useClasses } from '../study/classes.js';
import { formatDateTime } from '../study/date-time.js';

/** Older ones are in the database alone. */
const MOST_SHOWN = 6;

export function ImageHistory({ image }: { image: number }) {
  const { toLabel } = useClasses();
  const { data } = useRead('GET /api/images/:id/history', { id: image }, { enabled: !IS_STATIC });
  if (data === undefined || data.events.length === 0) return null;
  return (
    <List size="xs" listStyleType="none" aria-label="What was decided" c="var(--muted)">
      {data.events
        .slice(-MOST_SHOWN)
        .toReversed()
        .map((event) => (
          <List.Item key={`${event.decidedAt} ${describe(event, toLabel)}`}>
            <Text size="xs">
              {describe(event, toLabel)} – {event.decidedBy}, {formatDateTime(event.decidedAt)}
            </Text>
          </List.Item>
        ))}
    </List>
  );
}

function describe(event: ImageEvent, toLabel: (classIndex: number) => string): string {
  if (event.kind === 'tag') return `${event.isSet ? 'tagged' : 'no longer tagged'} “${event.tag}”`;
  if (event.choice === null) return 'decision withdrawn';
  if (event.choice === 'flag') return 'label doubted';
  if (event.choice === 'keep') return 'label kept';
  return event.choice === 'exclude' ? 'excluded' : `relabelled as ${toLabel(event.newClassIndex!)}`;
}
