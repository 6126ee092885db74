/** What the rule of the second study says of the pair answered last. In: a note. Out: a line that screen readers hear. */
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ValidationStanding } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { formatQuantity } from '../../parts/format.js';
import type { PanelsNote } from './use-validating.js';

export function ValidationOutcome({ note }: { note: PanelsNote | null }) {
  const { toLabel } = useClasses();
  return (
    <Text size="xs" c="var(--muted)" role="status" mih={18} className="numbers">
      {note === null ? null : (
        <>
          Answered:{' '}
          <Anchor
            size="xs"
            renderRoot={(props) => (
              <Link
                to="/pairs/$classIndex/$feature"
                params={{ classIndex: String(note.classIndex), feature: String(note.feature) }}
                {...props}
              />
            )}
          >
            {toLabel(note.classIndex)}, feature {note.feature}
          </Anchor>
          . {note.receipt === null ? 'On its way.' : formatStanding(note.receipt.standing)}
        </>
      )}
    </Text>
  );
}

/** "3 of 4 say the same; no heatmap was marked more than once. Validated." */
function formatStanding({ answers, same, marks, isValidated }: ValidationStanding): string {
  const most = Math.max(0, ...marks);
  const counts = `${same} of ${formatQuantity(answers, 'answer')} ${same === 1 ? 'says' : 'say'} the same; ${
    most === 0 ? 'no heatmap was marked' : `the heatmap marked most often, by ${most} of ${answers}`
  }.`;
  const rule = 'at least 4 of 5 must say the same, and leave each heatmap unmarked';
  if (isValidated === null) return `${counts} Five answers decide: ${rule}.`;
  return isValidated ? `${counts} Validated.` : `${counts} Not validated: ${rule}.`;
}
