/**
 * The head of a page: its name, a sentence about it, what can be done with the whole page. Names the browser's tab, too.
 * In: words and actions. Out: one h1 a page.
 */
import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useRead } from '../../queries.js';

/** For whoever puts the focus on the title. */
export const PAGE_TITLE_ID = 'page-title';

export function PageTitle(props: {
  title: string;
  /** Beside the title, small: counts, badges. */
  aside?: ReactNode;
  /** One sentence below the title. */
  description?: ReactNode;
  actions?: ReactNode;
}) {
  const { data } = useRead('GET /api/workspace', {});
  useDocumentTitle([props.title, data?.title, 'spuriosity'].filter(Boolean).join(' · '));
  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="md">
      <Box style={{ flex: '1 1 280px', minWidth: 0 }}>
        <Group gap="sm" align="center">
          {/* Takes the focus when a page opens, so that screen readers start here. */}
          <Title order={1} size="h2" tabIndex={-1} id={PAGE_TITLE_ID} style={{ outline: 'none' }}>
            {props.title}
          </Title>
          {props.aside}
        </Group>
        {props.description ? (
          <Text component="div" c="var(--muted)" size="sm" mt={2} maw={760}>
            {props.description}
          </Text>
        ) : null}
      </Box>
      {props.actions ? <Group gap="xs">{props.actions}</Group> : null}
    </Group>
  );
}
