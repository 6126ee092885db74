/**
 * The finding of a run in three numbers: gap and accuracy before and after, and what it took.
 * In: a run. Out: numbers that explain themselves.
 */
import { Card, SimpleGrid, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Explain } from '../../parts/explain.js';
import { formatCount, formatPercent, formatPoints, formatQuantity } from '../../parts/format.js';
import type { MitigationRun } from './method-means.js';

export function Outcome({ run, split }: { run: MitigationRun; split: string }) {
  const trial = run.trials.find(({ method }) => method === 'low-spuriosity') ?? run.trials[0];
  if (trial === undefined) return null;
  const facts = { Model: run.model, Split: split, Weights: 'every class counts the same' };
  const steps = trial.curve.at(-1)?.steps ?? 0;
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      <Change
        title="Spurious gap"
        before={formatPoints(trial.gapBefore)}
        after={
          <Explain
            metric="modelGap"
            facts={facts}
            label={`Spurious gap after: ${formatPoints(trial.gapAfter)}`}
          >
            {formatPoints(trial.gapAfter)}
          </Explain>
        }
        note={
          trial.gapAfter < run.targetGap
            ? `below the target of ${formatPoints(run.targetGap).replace('+', '')}`
            : `not below the target of ${formatPoints(run.targetGap).replace('+', '')}`
        }
      />
      <Change
        title="Accuracy"
        before={formatPercent(trial.accuracyBefore, 1)}
        after={
          <Explain
            metric="accuracy"
            facts={facts}
            label={`Accuracy after: ${formatPercent(trial.accuracyAfter, 1)}`}
          >
            {formatPercent(trial.accuracyAfter, 1)}
          </Explain>
        }
        note={`${formatPoints(trial.accuracyAfter - trial.accuracyBefore, 1)} on all ${split} images`}
      />
      <Change
        title="It took"
        after={formatQuantity(trial.imageCount, 'image')}
        note={`${formatCount(trial.epochs)} epochs, ${formatCount(steps)} steps; all other layers are unchanged`}
      />
    </SimpleGrid>
  );
}

function Change(props: { title: string; before?: string; after: ReactNode; note: string }) {
  return (
    <Card withBorder padding="sm">
      <Text size="xs" c="var(--muted)">
        {props.title}
      </Text>
      <Text fz={24} fw={650} lh={1.35} className="numbers" style={{ whiteSpace: 'nowrap' }}>
        {props.before !== undefined && (
          <>
            <Text span fz={18} fw={500} c="var(--muted)">
              {props.before}
            </Text>
            <IconArrowRight size={18} style={{ margin: '0 6px', verticalAlign: -2 }} aria-label="to" />
          </>
        )}
        {props.after}
      </Text>
      <Text size="xs" c="var(--muted)">
        {props.note}
      </Text>
    </Card>
  );
}
