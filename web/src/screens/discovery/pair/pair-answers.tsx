/**
 * What people said of the pair: answers with confidence and reasons, and decisions by hand, both with their history.
 * In: the pair. Out: a panel; the address says whether replaced and retracted answers are listed.
 */
import { Badge, Stack, Switch, Text, Timeline } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { AdjudicationEntry, AnswerEntry, PairResponse } from '../../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../../src/words/index.js';
import { Panel } from '../../../parts/page/panel.js';
import { formatDateTime } from '../../../parts/study/date-time.js';
import { CHOICES, PairAnswerTable } from './pair-answer-table.js';
import { PairBlind } from './pair-blind.js';

const route = getRouteApi('/pairs/$classIndex/$feature');

export function PairAnswers(props: { pair: PairResponse; isBlind: boolean; withHistory: boolean }) {
  const { pair, isBlind, withHistory } = props;
  const navigate = route.useNavigate();
  const { answers, adjudications } = pair;
  const former = answers.filter(({ state }) => state !== 'current');
  const listed = withHistory ? answers : answers.filter(({ state }) => state === 'current');
  return (
    <Panel
      title="Answers"
      description={describeAnswers(answers)}
      actions={
        former.length === 0 ? null : (
          <Switch
            size="xs"
            label={`Replaced and retracted (${former.length})`}
            checked={withHistory}
            onChange={(event) => {
              const history = event.currentTarget.checked || undefined;
              void navigate({ search: (now) => ({ ...now, history }), replace: true, resetScroll: false });
            }}
          />
        )
      }
    >
      <Stack>
        {listed.length > 0 ? (
          <PairAnswerTable answers={listed} />
        ) : isBlind ? null : (
          <Text size="sm" c="var(--muted)">
            {former.length > 0 ? 'No answer stands.' : 'Nobody has answered yet.'}
          </Text>
        )}
        {isBlind ? <PairBlind pair={pair} /> : null}
        {adjudications.length > 0 ? <Decisions adjudications={adjudications} /> : null}
      </Stack>
    </Panel>
  );
}

/** "3 answers: 1 main object, 2 background." */
function describeAnswers(answers: readonly AnswerEntry[]): string | null {
  const current = answers.filter(({ state }) => state === 'current');
  if (current.length === 0) return null;
  const counts = Object.entries(CHOICES).flatMap(([main, { title }]) => {
    const count = current.filter((answer) => answer.main === main).length;
    return count === 0 ? [] : [`${count} ${title.toLowerCase()}`];
  });
  return `${formatQuantity(current.length, 'answer')}: ${counts.join(', ')}.`;
}

function Decisions({ adjudications }: { adjudications: readonly AdjudicationEntry[] }) {
  const newestFirst = adjudications.toSorted((a, b) => b.decidedAt.localeCompare(a.decidedAt));
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">
        Decisions by hand
      </Text>
      <Timeline bulletSize={20} lineWidth={2} active={newestFirst.length}>
        {newestFirst.map(({ verdict, decidedBy, reason, decidedAt, isCurrent }) => (
          <Timeline.Item
            key={`${decidedAt} ${decidedBy}`}
            bullet={<IconGavel size={12} aria-hidden />}
            title={
              <Text size="sm" fw={500} span>
                {decidedBy} {verdict === null ? 'withdrew the decision' : `decided: ${verdict}`}
                {isCurrent && verdict !== null ? (
                  <Badge size="xs" variant="light" ml={8} tt="none">
                    holds now
                  </Badge>
                ) : null}
              </Text>
            }
          >
            {reason ? <Text size="sm">{reason}</Text> : null}
            <Text size="xs" c="var(--muted)">
              {formatDateTime(decidedAt)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </div>
  );
}
