/** Marks a number that rests on a verdict that nobody reviewed. In: nothing. Out: a badge that explains itself. */
import { Badge, Tooltip } from '@mantine/core';

export function ProvisionalMark() {
  return (
    <Tooltip label="Rests on verdicts that the program guessed and nobody reviewed." multiline maw={260}>
      <Badge
        component="span"
        size="xs"
        variant="transparent"
        tt="none"
        fw={600}
        miw="max-content"
        c="var(--caution)"
        bg="var(--caution-soft)"
      >
        provisional
      </Badge>
    </Tooltip>
  );
}
