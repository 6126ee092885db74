/** The three decisions about a flagged image, and the ways back. In: what was decided, the class to relabel to. Out: what the person decides. */
import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { LabelChoice, LabelDecisionEntry } from '../../../../src/protocol/index.js';
import { formatDecision } from '../../parts/marks/decision-badge.js';
import { ClassSelect } from '../../parts/study/class-select.js';
import { formatDateTime } from '../../parts/study/date-time.js';

export interface FlagDecisionsProps {
  decision: LabelDecisionEntry | null;
  toLabel: (classIndex: number) => string;
  newClassIndex: number;
  onNewClass: (classIndex: number) => void;
  decide: (choice: LabelChoice | null) => void;
  undo: () => void;
  canUndo: boolean;
}

export function FlagDecisions(props: FlagDecisionsProps) {
  const { decision, toLabel, newClassIndex, onNewClass, decide, undo, canUndo } = props;
  const toButton = (choice: LabelChoice, key: string, title: string) => (
    <Button
      variant={decision?.choice === choice ? 'filled' : 'default'}
      aria-pressed={decision?.choice === choice}
      onClick={() => decide(choice)}
      px="sm"
      rightSection={
        <Kbd size="xs" visibleFrom="sm">
          {key}
        </Kbd>
      }
    >
      {title}
    </Button>
  );
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-end">
        {toButton('keep', 'k', 'Keep the label')}
        {toButton('exclude', 'e', 'Exclude')}
        {toButton('relabel', 'r', 'Relabel')}
        <ClassSelect label="New class" value={newClassIndex} onChange={onNewClass} width={170} />
      </Group>
      <Group gap="sm" mih={30}>
        {decision && (
          <>
            <Text size="sm">
              {formatDecision(decision, toLabel)} – {decision.decidedBy}, {formatDateTime(decision.decidedAt)}
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={() => decide(null)}>
              Take back
            </Button>
          </>
        )}
        {canUndo && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={undo}
          >
            Undo the last decision
          </Button>
        )}
      </Group>
    </Stack>
  );
}
