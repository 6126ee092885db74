/**
 * The finding of a run in three numbers: gap, accuracy and what it is for, before and after, of the recommended method.
 * In: a run, whether its rankings rest on guesses. Out: numbers that explain themselves, on the images that measure.
 */
import { Card, Group, SimpleGrid, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { hasMeasuredGap } from '../../../../src/figures/index.js';
import {
  formatGap,
  formatInterval,
  formatPercent,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
  formatShareInterval,
  formatSignedPoints,
  METHOD_TITLES,
} from '../../../../src/words/index.js';
import { useClasses } from '../../parts/study/classes.js';
import { EVEN_WEIGHTS, Explain } from '../../parts/study/explain.js';
import { ProvisionalMark } from '../../parts/study/provisional.js';
import type { Measures, MitigationRun } from './mitigation-run.js';

export function Outcome({ run, isProvisional }: { run: MitigationRun; isProvisional: boolean }) {
  const wanted = run.recommendation.method ?? 'low-spuriosity';
  const trial = run.trials.find(({ method }) => method === wanted) ?? run.trials[0];
  if (trial === undefined) return null;
  const facts = {
    Model: run.model,
    Method: METHOD_TITLES[trial.method],
    ...EVEN_WEIGHTS,
  };
  // Of the recommended method the mean over its trials, of another one its first.
  const { before, after } = run.recommendation.measured ?? trial.measured;
  const hasGap = hasMeasuredGap(run.trials);
  const gapAfterText = formatGap(after.gap, after.gapInterval);
  return (
    <SimpleGrid cols={{ base: 1, xs: hasGap ? 3 : 2 }} spacing="sm">
      {hasGap && (
        <Change
          title="Spurious gap"
          mark={isProvisional ? <ProvisionalMark /> : null}
          before={formatSignedPoints(before.gap)}
          after={
            <Explain term="modelGap" facts={facts} label={`Spurious gap after: ${gapAfterText}`}>
              {formatPoints(after.gap)}
            </Explain>
          }
          note={`95%: ${formatInterval(before.gapInterval)}, then ${formatInterval(after.gapInterval)}; mean size of a class's gap ${formatPlainPoints(before.absoluteGap)} to ${formatPlainPoints(after.absoluteGap)}`}
        />
      )}
      <Change
        title="Accuracy"
        before={formatPercent(before.accuracy, 1)}
        after={
          <Explain
            term="accuracy"
            facts={facts}
            label={`Accuracy after: ${formatPercent(after.accuracy, 1)}`}
          >
            {formatPercent(after.accuracy, 1)}
          </Explain>
        }
        note={`${formatPoints(after.accuracy - before.accuracy, 1)} on images that neither tuned nor stopped`}
      />
      <Purpose before={before} after={after}>
        {`${METHOD_TITLES[trial.method]}, ${formatQuantity(trial.imageCount, 'image')}; all other layers are unchanged`}
      </Purpose>
    </SimpleGrid>
  );
}

/** What a repair is for: the worst known group with its interval and images, without groups the least spurious images. */
function Purpose({ before, after, children }: { before: Measures; after: Measures; children: string }) {
  const { toLabel } = useClasses();
  // Which group is the worst may have changed: each is named beside its own interval.
  const name = (cell: Measures['worstCell']) =>
    cell === null
      ? []
      : [
          `${toLabel(cell.classIndex)}, ${cell.group}, ${formatQuantity(cell.imageCount, 'image')} (95%: ${formatShareInterval(cell.interval)})`,
        ];
  const named = [...name(before.worstCell), ...name(after.worstCell)];
  const known = named.length === 0 ? '' : `${named.join(', then ')}; `;
  return (
    <Change
      title={after.worstGroup === null ? 'Least spurious images' : 'Worst known group'}
      before={formatPercent(before.worstGroup ?? before.accuracyBottom, 1)}
      after={formatPercent(after.worstGroup ?? after.accuracyBottom, 1)}
      note={`${known}${children}`}
    />
  );
}

function Change(props: { title: string; mark?: ReactNode; before?: string; after: ReactNode; note: string }) {
  return (
    <Card withBorder padding="sm">
      <Group gap={6}>
        <Text size="xs" c="var(--muted)">
          {props.title}
        </Text>
        {props.mark}
      </Group>
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
