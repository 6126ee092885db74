/** What was decided about an image, in a word. In: a decision or null. Out: a badge; nothing while undecided. */
import { Badge } from '@mantine/core';
import type { LabelDecision } from '../../../../src/protocol/index.js';

interface DecisionBadgeProps {
  decision: LabelDecision | null;
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

/** "kept", "excluded", "now a landbird". */
export function formatDecision(decision: LabelDecision, toLabel: (classIndex: number) => string): string {
  if (decision.decision === 'keep') return 'kept';
  if (decision.decision === 'exclude') return 'excluded';
  return `now ${toLabel(decision.newClassIndex!)}`;
}
