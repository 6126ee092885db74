/**
 * A number that explains itself: pressing it shows its definition, formula, source and what it was measured on.
 * In: its name among the terms, the facts of this very number (split, k, weights, n). Out: the number as a button.
 */
import { Code, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount, TERMS, type TermName } from '../../../../src/words/index.js';
import styles from './explain.module.css';

/** What this number was measured on, in order: `{ split: 'validation', k: 10, n: '44 images' }`. */
export type Facts = Record<string, string | number | null | undefined>;

/** How a mean over classes is made, among the facts of a number. */
export const EVEN_WEIGHTS = { Weights: 'every class counts the same' } as const;

/** What agreement rests on, among the facts of a number. */
export function toAgreementFacts(kappaPairs: number): Facts {
  return { 'Pairs with two answers or more': formatCount(kappaPairs) };
}

export function Explain(props: { term: TermName; facts?: Facts; label?: string; children: ReactNode }) {
  const { name, definition, formula, source } = TERMS[props.term];
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
