/** Answers to a pair, one a row; on a phone one below the other. In: answers, oldest first. Out: a table. */
import { Badge, Group, Rating, Table, Text } from '@mantine/core';
import type { AnswerEntry } from '../../../../../src/protocol/index.js';
import { ABSENT } from '../../../../../src/words/index.js';
import { formatDateTime } from '../../../parts/study/date-time.js';
import { usePerson } from '../../../parts/study/person.js';
import classes from './pair-answer-table.module.css';

export const CHOICES: Record<AnswerEntry['main'], { title: string; tone: string }> = {
  main_object: { title: 'Main object', tone: 'core' },
  separate_object: { title: 'Separate object', tone: 'spurious' },
  background: { title: 'Background', tone: 'spurious' },
};

export function PairAnswerTable({ answers }: { answers: readonly AnswerEntry[] }) {
  const { name } = usePerson();
  return (
    <Table verticalSpacing="xs" fz="sm" className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Who</Table.Th>
          <Table.Th>Answer</Table.Th>
          <Table.Th>Confidence</Table.Th>
          <Table.Th w="45%">Reasons</Table.Th>
          <Table.Th>When</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {answers.map((answer, place) => (
          <Table.Tr key={place} c={answer.state === 'current' ? undefined : 'var(--muted)'}>
            <Table.Td>
              <Text size="sm" fw={500}>
                {answer.workerId}
              </Text>
              {answer.workerId === name ? (
                <Badge size="xs" variant="light" tt="none">
                  you
                </Badge>
              ) : null}
              {answer.isBlind === false ? (
                <Badge size="xs" variant="default" tt="none" title="Given after a look at others’ answers.">
                  not blind
                </Badge>
              ) : null}
              {answer.state === 'current' ? null : (
                <Badge size="xs" variant="default" tt="none">
                  {answer.state}
                </Badge>
              )}
            </Table.Td>
            <Table.Td>
              <Choice answer={answer} />
            </Table.Td>
            <Table.Td>
              <Confidence value={answer.confidence} />
            </Table.Td>
            <Table.Td style={{ whiteSpace: 'pre-wrap' }}>{answer.reasons || ABSENT}</Table.Td>
            <Table.Td style={{ whiteSpace: 'nowrap' }}>
              <Text size="xs">{formatDateTime(answer.answeredAt)}</Text>
              <Text size="xs" c="var(--muted)">
                {answer.origin}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Choice({ answer: { main, state } }: { answer: AnswerEntry }) {
  const { title, tone } = CHOICES[main];
  return (
    <Text
      size="sm"
      fw={600}
      c={state === 'current' ? `var(--${tone})` : undefined}
      td={state === 'current' ? undefined : 'line-through'}
      style={{ whiteSpace: 'nowrap' }}
    >
      {title}
    </Text>
  );
}

function Confidence({ value }: { value: number }) {
  if (value === 0) return <Text size="sm">not given</Text>;
  return (
    <Group gap={6} wrap="nowrap" role="img" aria-label={`Confidence ${value} of 5`}>
      <Rating value={value} readOnly size="xs" color="var(--muted)" aria-hidden />
      <Text size="xs" c="var(--muted)" className="numbers" style={{ whiteSpace: 'nowrap' }} aria-hidden>
        {value} of 5
      </Text>
    </Group>
  );
}
