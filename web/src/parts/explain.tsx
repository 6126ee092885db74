/**
 * A number that explains itself: pressing it shows its definition, formula, source and what it was measured on.
 * In: the metric's name in the protocol, the facts of this very number (split, k, weights, n). Out: the number as a button.
 */
import { Code, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { METRICS, type MetricName } from '../../../src/protocol/index.js';
import styles from './explain.module.css';

/** What this number was measured on, in order: `{ split: 'validation', k: 10, n: '44 images' }`. */
export type Facts = Record<string, string | number | null | undefined>;

export function Explain(props: { metric: MetricName; facts?: Facts; label?: string; children: ReactNode }) {
  const { name, definition, formula, source } = METRICS[props.metric];
  const facts = Object.entries(props.facts ?? {}).filter(([, value]) => value != null);
  return (
    <Popover width={320} withArrow shadow="md" position="bottom-start">
      <Popover.Target>
        <UnstyledButton
          component="button"
          className={`${styles.asks} numbers`}
          aria-label={props.label}
          title={`What is ${name}?`}
          onClick={(event) => event.stopPropagation()}
        >
          {props.children}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={6}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text size="sm">{definition}</Text>
          {formula ? (
            <Code block fz="xs" style={{ whiteSpace: 'pre-wrap' }}>
              {formula}
            </Code>
          ) : null}
          {facts.map(([fact, value]) => (
            <Group key={fact} justify="space-between" gap="xs" wrap="nowrap" align="baseline">
              <Text size="xs" c="var(--muted)">
                {fact}
              </Text>
              <Text size="xs" className="numbers" ta="right">
                {value}
              </Text>
            </Group>
          ))}
          <Text size="xs" c="var(--muted)">
            Source: {source}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
