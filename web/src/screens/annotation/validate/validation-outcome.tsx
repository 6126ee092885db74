/** What the rule of the second study says of the pair answered last. In: a note. Out: a line that screen readers hear. */
import { Text } from '@mantine/core';
import type { ValidationStanding } from '../../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../../src/words/index.js';
import { PairLink } from '../annotate/pair-link.js';
import type { PanelsNote } from './use-validating.js';

export function ValidationOutcome({ note }: { note: PanelsNote | null }) {
  return (
    <Text size="xs" c="var(--muted)" role="status" mih={18} className="numbers">
      {note === null ? null : (
        <>
          Answered: <PairLink pair={note} size="xs" />.{' '}
          {note.receipt === null ? 'On its way.' : formatStanding(note.receipt.standing)}
        </>
      )}
    </Text>
  );
}

/** "3 of 4 say the same; no heatmap was marked." and what the rule makes of it. */
function formatStanding({ answers, same, marks, isValidated }: ValidationStanding): string {
  const most = Math.max(0, ...marks);
  const marked = most === 0 ? 'no heatmap was marked' : `one heatmap was marked by ${most}`;
  const counts = `${same} of ${formatQuantity(answers, 'person', 'people')} ${same === 1 ? 'says' : 'say'} the same, ${marked}.`;
  const rule = 'of 5 people, at least 4 must say the same and leave each heatmap unmarked';
  if (isValidated === null) return `${counts} Not enough answers yet: ${rule}.`;
  return isValidated ? `${counts} Validated.` : `${counts} Not validated: ${rule}.`;
}
