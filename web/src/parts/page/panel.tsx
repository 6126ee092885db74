/** A titled part of a page. In: a title, perhaps a remark and actions, content. Out: a bordered section with an h2; figures in it add to its actions. */
import { Box, Card, Group, type MantineSpacing, Text, Title } from '@mantine/core';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { FigurePlaceContext } from '../figures/figure-place.js';
import classes from './panel.module.css';

export function Panel(props: {
  title: string;
  /** A remark below the title. */
  description?: ReactNode;
  actions?: ReactNode;
  padding?: MantineSpacing;
  /** Stretches to the height of its neighbours. */
  fills?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const [head, setHead] = useState<HTMLElement | null>(null);
  const place = useMemo(() => ({ title: props.title, head }), [props.title, head]);
  return (
    <Card
      component="section"
      aria-labelledby={id}
      withBorder
      padding={props.padding ?? 'md'}
      h={props.fills ? '100%' : undefined}
    >
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <Box style={{ flex: '1 1 220px', minWidth: 0 }}>
          <Title order={2} size="h5" id={id}>
            {props.title}
          </Title>
          {props.description ? (
            <Text component="div" size="xs" c="var(--muted)" mt={2}>
              {props.description}
            </Text>
          ) : null}
        </Box>
        {props.actions ? <Group gap="xs">{props.actions}</Group> : null}
        <div ref={setHead} className={classes.figureActions} />
      </Group>
      <FigurePlaceContext value={place}>{props.children}</FigurePlaceContext>
    </Card>
  );
}
