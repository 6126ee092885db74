/** What was decided about an image, where nothing can be done about it: in a static copy. In: an image index. Out: badges. */
import { Badge, Group } from '@mantine/core';
import { useClasses } from '../study/classes.js';
import { DecisionBadge } from './decision-badge.js';
import { useMarks } from './use-marks.js';

export function MarkBadges({ image }: { image: number }) {
  const { toTags, toDecision } = useMarks();
  const { toLabel } = useClasses();
  return (
    <Group gap={6}>
      <DecisionBadge decision={toDecision(image)} toLabel={toLabel} />
      {toTags(image).map((tag) => (
        <Badge key={tag} size="sm" variant="light" tt="none">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
