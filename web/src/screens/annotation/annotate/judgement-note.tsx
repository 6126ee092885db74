/** What the last answer, skip or undo did, in a line that screen readers hear and nothing has to dismiss. In: a note. Out: the line. */
import { Text } from '@mantine/core';
import { useClasses } from '../../../parts/study/classes.js';
import { formatGapEffect, formatMeanEffect } from '../../../parts/study/judgement-effect.js';
import { PairLink } from './pair-link.js';
import type { Note } from './use-answering.js';

const DEEDS: Record<Note['kind'], string> = {
  answered: 'Answered',
  retracted: 'Taken back',
  skipped: 'Skipped',
  elsewhere: 'Answered already, by you in another window',
};

export function JudgementNote({ note }: { note: Note | null }) {
  const { toLabel } = useClasses();
  return (
    <Text size="xs" c="var(--muted)" role="status" mih={18} className="numbers">
      {note === null ? null : (
        <>
          {DEEDS[note.kind]}: <PairLink pair={note} size="xs" />
          {`. ${formatOutcome(note, toLabel(note.classIndex))}`}
        </>
      )}
    </Text>
  );
}

function formatOutcome({ kind, response }: Note, className: string): string {
  if (kind === 'elsewhere') return 'Nothing was changed.';
  if (response === null) return 'On its way.';
  if (kind === 'skipped') return '';
  const { verdict, votesCore, votesSpurious } = response.standing;
  const votes = votesCore + votesSpurious;
  const standing =
    verdict === null
      ? 'Nobody has judged it now.'
      : votes === 0
        ? `It is ${verdict}.`
        : `It is ${verdict}, by ${Math.max(votesCore, votesSpurious)} of ${votes}.`;
  return `${standing} ${formatGapEffect(response, className)} ${formatMeanEffect(response)}`.trimEnd();
}
