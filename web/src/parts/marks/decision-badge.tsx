/** What was decided about an image, in a word. In: a decision or null. Out: a badge; nothing while undecided. */
import { Badge } from '@mantine/core';
import type { LabelDecisionEntry } from '../../../../src/protocol/index.js';

interface DecisionBadgeProps {
  decision: LabelDecisionEntry | null;
  toLabel: (classIndex: number) => string;
}

export function DecisionBadge({ decision, toLabel }: DecisionBadgeProps) {
  if (decision === null) return null;
  return (
    <Badge size="sm" variant="default" tt="none" style={{ flex: 'none', maxWidth: '100%' }}>
      {formatDecision(decision, toLabel)}
    </Badge>
  );
}

/** "doubted", "kept", "excluded", "now a landbird". */
export function formatDecision(
  decision: LabelDecisionEntry,
  toLabel: (classIndex: number) => string,
): string {
  if (decision.choice === 'flag') return 'doubted';
  if (decision.choice === 'keep') return 'kept';
  if (decision.choice === 'exclude') return 'excluded';
  return `now ${toLabel(decision.newClassIndex!)}`;
}
