/** What the last answer, skip or undo did, in a line that screen readers hear and nothing has to dismiss. In: a note. Out: the line. */
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JudgementResponse } from '../../../../src/protocol/index.js';
import { useClasses } from '../../parts/classes.js';
import { formatPoints, formatSignedPoints } from '../../parts/format.js';
import type { Note } from './use-answering.js';

const DEEDS: Record<Note['kind'], string> = {
  answered: 'Answered',
  retracted: 'Taken back',
  skipped: 'Skipped',
};

export function JudgementNote({ note }: { note: Note | null }) {
  const { toLabel } = useClasses();
  return (
    <Text size="xs" c="var(--muted)" role="status" mih={34} className="numbers">
      {note === null ? null : (
        <>
          {DEEDS[note.kind]}:{' '}
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
          {note.response === null
            ? '. On its way.'
            : `. ${formatOutcome(note, note.response, toLabel(note.classIndex))}`}
        </>
      )}
    </Text>
  );
}

function formatOutcome({ kind }: Note, response: JudgementResponse, className: string): string {
  if (kind === 'skipped') return '';
  const { verdict, votesCore, votesSpurious } = response.standing;
  const votes = votesCore + votesSpurious;
  const standing =
    verdict === null
      ? 'Nobody has judged it now.'
      : votes === 0
        ? `It is ${verdict}.`
        : `It is ${verdict}, by ${Math.max(votesCore, votesSpurious)} of ${votes}.`;
  return `${standing} ${formatGapChange(response, className)}`;
}

/** "Gap of gondola: +60 → +48 pts." */
export function formatGapChange(
  { gapBefore, gapAfter }: Pick<JudgementResponse, 'gapBefore' | 'gapAfter'>,
  className: string,
): string {
  if (gapBefore === null && gapAfter === null) return '';
  if (gapBefore === null) return `${className} has a gap now: ${formatPoints(gapAfter)}.`;
  if (gapAfter === null) return `${className} has no gap any more: it was ${formatPoints(gapBefore)}.`;
  return formatPoints(gapBefore) === formatPoints(gapAfter)
    ? `Gap of ${className}: still ${formatPoints(gapAfter)}.`
    : `Gap of ${className}: ${formatSignedPoints(gapBefore)} → ${formatPoints(gapAfter)}.`;
}
