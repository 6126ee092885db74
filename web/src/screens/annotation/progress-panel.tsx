/** How far everybody is: pairs, people, agreement, and how many answers a pair is to get. In: nothing. Out: panels. */
import { Badge, Button, Grid, Group, NumberInput, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type AnnotationProgress,
  FEWEST_KAPPA_PAIRS,
  MOST_ANSWERS_PER_PAIR,
  type WorkerProgress,
} from '../../../../src/protocol/index.js';
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatQuantity,
  WITHHELD,
} from '../../../../src/words/index.js';
import { send } from '../../api.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { showFailure } from '../../parts/page/failure-alert.js';
import { Loaded } from '../../parts/page/loaded.js';
import { Panel } from '../../parts/page/panel.js';
import { Explain, toAgreementFacts } from '../../parts/study/explain.js';
import { usePerson } from '../../parts/study/person.js';
import { Quantity } from '../../parts/study/quantity.js';
import { invalidate, useRead } from '../../queries.js';
import { refreshTasks } from './use-tasks.js';

export function ProgressPanel() {
  const progress = useRead('GET /api/annotation/progress', {});
  return (
    <Loaded query={progress} skeleton={<Skeleton height={420} />}>
      {(data) => (
        <Stack gap="md">
          <Counts progress={data} />
          <Grid>
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Panel title="People" description="Who answered how much, and how long a pair takes them.">
                <People workers={data.workers} isBlind={data.blind !== null} />
              </Panel>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Stack gap="md">
                <Agreement progress={data} />
                <Panel title="Answers a pair" description={describeQuota(data)}>
                  <Quota key={data.answersPerPair} answersPerPair={data.answersPerPair} />
                </Panel>
              </Stack>
            </Grid.Col>
          </Grid>
        </Stack>
      )}
    </Loaded>
  );
}

function describeQuota({ answersPerPair }: AnnotationProgress): string {
  return answersPerPair === 1
    ? 'One: a pair that has its answer is settled and nobody else is asked, so nothing has to be hidden. With more, judging is blind: whoever has pairs left sees nothing of others. Set it before the study begins. The paper asked 5.'
    : 'Each pair is given to this many people, never twice to one, and whoever has pairs left sees nothing of others. The paper asked 5.';
}

function Counts({ progress }: { progress: AnnotationProgress }) {
  const { blind, pairs, completePairs, reviewedPairs, answers } = progress;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
      <Count label={blind ? 'answers of yours' : 'answers'}>{formatCount(answers)}</Count>
      {blind ? (
        <Count label={`of ${formatCount(pairs)} pairs are open to you`}>{formatCount(blind.openPairs)}</Count>
      ) : (
        <Count label={`of ${formatCount(pairs)} pairs have all their answers`}>
          {formatCount(completePairs)}
        </Count>
      )}
      <Count label={blind ? 'pairs that you have looked at' : 'pairs that a person has looked at'}>
        {formatCount(reviewedPairs)}
      </Count>
      <Count label={`spurious pairs, in ${formatQuantity(progress.classesWithSpurious, 'class', 'classes')}`}>
        <Explain term="verdict" label={`${progress.spuriousPairs} spurious pairs: what is a verdict?`}>
          {formatCount(progress.spuriousPairs)}
        </Explain>
      </Count>
      <Count label={blind ? 'of them rest on data alone' : 'of them rest on no person’s answer'}>
        {formatCount(progress.unreviewedSpuriousPairs)}
      </Count>
    </SimpleGrid>
  );
}

function Count({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="div" fz={24} fw={650} lh={1.2} className="numbers">
        {children}
      </Text>
      <Text size="xs" c="var(--muted)">
        {label}
      </Text>
    </div>
  );
}

function Agreement({ progress }: { progress: AnnotationProgress }) {
  const { blind, kappa, kappaOfChoices, kappaPairs, unblindedAnswers } = progress;
  if (blind) {
    return (
      <Panel title="Agreement">
        <Text size="sm">{WITHHELD}</Text>
      </Panel>
    );
  }
  const reason =
    kappaPairs < FEWEST_KAPPA_PAIRS
      ? `From fewer than ${FEWEST_KAPPA_PAIRS} pairs it would swing with a single answer.`
      : 'Undefined: all answers are the same, so chance alone would agree.';
  const facts = toAgreementFacts(kappaPairs);
  return (
    <Panel title="Agreement" description="How much people agree beyond chance: 1 is perfect, 0 is chance.">
      <Stack gap={6}>
        {(
          [
            ['core or spurious', kappa],
            ['the three choices', kappaOfChoices],
          ] as const
        ).map(([over, value]) => (
          <Group key={over} justify="space-between">
            <Text size="sm">κ over {over}</Text>
            {value === null ? (
              <Quantity text="–" reason={reason} />
            ) : (
              <Explain term="kappa" facts={{ Over: over, ...facts }} label={`κ ${formatDecimal(value, 2)}`}>
                {formatDecimal(value, 2)}
              </Explain>
            )}
          </Group>
        ))}
        <Text size="xs" c="var(--muted)">
          {formatQuantity(kappaPairs, 'pair')} with answers of at least two people
          {kappaPairs < FEWEST_KAPPA_PAIRS ? `; κ is said from ${FEWEST_KAPPA_PAIRS} on` : ''}
          {unblindedAnswers === 0
            ? '.'
            : `; blind answers only: ${formatQuantity(unblindedAnswers, 'answer')} given after a look at others’ ${unblindedAnswers === 1 ? 'is' : 'are'} left out.`}
        </Text>
      </Stack>
    </Panel>
  );
}

const column = createColumns<WorkerProgress>();
const COLUMNS = [
  column.accessor('workerId', {
    header: 'Name',
    sortFn: 'alphanumeric',
    cell: (cell) => <Name worker={cell.row.original} />,
  }),
  column.accessor('answers', {
    header: 'Answers',
    meta: { isNumber: true },
    sortFn: 'basic',
    cell: (cell) => formatCount(cell.getValue()),
  }),
  column.accessor('skips', {
    header: 'Skipped',
    meta: { isNumber: true },
    sortFn: 'basic',
    cell: (cell) => formatCount(cell.getValue()),
  }),
  column.accessor((row) => row.medianSeconds ?? undefined, {
    id: 'medianSeconds',
    header: 'Median time',
    meta: {
      isNumber: true,
      hint: 'Time from seeing a pair to answering it; unknown for answers that came without it.',
    },
    sortFn: 'basic',
    cell: (cell) => (
      <Quantity text={formatDuration(cell.getValue())} reason="These answers came without their time." />
    ),
  }),
];

function Name({ worker: { workerId: name, isUnblinded } }: { worker: WorkerProgress }) {
  const person = usePerson();
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" truncate maw={220}>
        {name}
      </Text>
      {name === person.name ? (
        <Badge size="xs" variant="light">
          you
        </Badge>
      ) : null}
      {isUnblinded ? (
        <Badge
          size="xs"
          variant="default"
          title="Chose to see what others answered; later answers are marked so."
        >
          unblinded
        </Badge>
      ) : null}
    </Group>
  );
}

function People({ workers, isBlind }: { workers: WorkerProgress[]; isBlind: boolean }) {
  const [sorting, setSorting] = useState<SortingState>([{ id: 'answers', desc: true }]);
  return (
    <DataTable
      label="People who answered"
      rows={workers}
      columns={COLUMNS}
      sorting={sorting}
      onSort={setSorting}
      toRowId={({ workerId }) => workerId}
      maxHeight="26rem"
      empty={isBlind ? 'You have not answered yet.' : 'Nobody has answered yet.'}
    />
  );
}

function Quota({ answersPerPair }: { answersPerPair: number }) {
  const [value, setValue] = useState<number | string>(answersPerPair);
  const save = useMutation({
    mutationFn: () => send('POST /api/annotation/settings', {}, { answersPerPair: Number(value) }),
    onSuccess: () => {
      invalidate(['judgements']);
      refreshTasks();
    },
    onError: (error) => showFailure('The setting was not saved', error),
  });
  const isValid = Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_ANSWERS_PER_PAIR;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) save.mutate();
      }}
    >
      <Group align="flex-end" gap="xs">
        <NumberInput
          label="People for each pair"
          min={1}
          max={MOST_ANSWERS_PER_PAIR}
          allowDecimal={false}
          value={value}
          onChange={setValue}
          w={220}
        />
        <Button type="submit" disabled={!isValid || value === answersPerPair} loading={save.isPending}>
          Save
        </Button>
      </Group>
    </form>
  );
}
