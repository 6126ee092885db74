/** How far a person is: done and left, and the time they take. In: counts, the log of this tab. Out: a slim bar. */
import { Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ABSENT, formatCount, formatDuration } from '../../../../../src/words/index.js';
import type { WorkEntry } from './use-work-log.js';

export function WorkBar(props: {
  /** In this tab. */
  log: readonly WorkEntry<unknown>[];
  /** Class at hand, to say how long it took so far. */
  className?: string;
  classIndex?: number | null;
  done: number | null;
  left: number | null;
  /** At the end of the bar. */
  children?: ReactNode;
}) {
  const { done, left, log, classIndex } = props;
  const median = computeMedian(log.flatMap(({ seconds, draft }) => (draft === null ? [] : seconds)));
  const classSeconds = log
    .filter((entry) => entry.classIndex === classIndex)
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const isKnown = done !== null && left !== null;
  const share = isKnown && done + left > 0 ? (100 * done) / (done + left) : 0;
  return (
    <div>
      <Group gap="md" className="numbers" mb={6} mih={30}>
        <Text size="sm">
          <b>{isKnown ? formatCount(done) : ABSENT}</b> done, <b>{isKnown ? formatCount(left) : ABSENT}</b>{' '}
          left
        </Text>
        {median === null ? null : (
          <Text size="sm" c="var(--muted)">
            median {formatDuration(median)} a pair
          </Text>
        )}
        {classSeconds === 0 ? null : (
          <Text size="sm" c="var(--muted)">
            {formatDuration(classSeconds)} on {props.className}
          </Text>
        )}
        <div style={{ marginInlineStart: 'auto' }}>{props.children}</div>
      </Group>
      <Progress value={share} size="xs" aria-label="Share of your pairs that are done" />
    </div>
  );
}

function computeMedian(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
