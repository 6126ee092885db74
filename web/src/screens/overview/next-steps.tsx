/** What the person can do next, as actions. In: the server's steps, most useful first. Out: a list; commands can be copied. */
import { Box, Button, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { NextStep } from '../../../../src/protocol/index.js';
import { Command } from '../../parts/page/command.js';
import { Panel } from '../../parts/page/panel.js';
import styles from './overview.module.css';

export function NextSteps({ steps }: { steps: readonly NextStep[] }) {
  if (steps.length === 0) return null;
  return (
    <Panel title="What to do next">
      <ol className={styles.steps}>
        {steps.map((step, place) => (
          <li key={step.id} className={styles.step}>
            <span className={styles.number} aria-hidden>
              {place + 1}
            </span>
            <Box style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={600}>
                {step.title}
              </Text>
              <Text size="sm" c="dimmed">
                {step.why}
              </Text>
              {step.page === null && step.command !== null ? <Command text={step.command} /> : null}
            </Box>
            {step.page === null ? null : (
              <OpenButton page={step.page} isFirst={place === 0} title={step.title} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The server names the page with its search: an address, not a route. */
function OpenButton({ page, isFirst, title }: { page: string; isFirst: boolean; title: string }) {
  const router = useRouter();
  return (
    <Button
      component="a"
      href={router.history.createHref(page)}
      size="xs"
      variant={isFirst ? 'filled' : 'default'}
      rightSection={<IconArrowRight size={14} aria-hidden />}
      aria-label={`Open: ${title}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        router.history.push(page);
      }}
    >
      Open
    </Button>
  );
}
