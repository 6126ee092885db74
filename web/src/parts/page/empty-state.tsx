/** What stands where there is nothing to show: why, and what to do next. In: icon, words, actions. */
import { EmptyState as Frame } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export function EmptyState(props: {
  title: string;
  icon?: ReactNode;
  /** Why it is empty and what fills it. */
  children?: ReactNode;
  actions?: ReactNode;
  size?: 'sm' | 'md';
}) {
  return (
    <Frame py="xl" px="md" size={props.size ?? 'md'} withIndicatorBackground>
      <Frame.Indicator>{props.icon ?? <IconInbox aria-hidden />}</Frame.Indicator>
      <Frame.Title>{props.title}</Frame.Title>
      {props.children ? (
        <Frame.Description c="var(--muted)" maw={520}>
          {props.children}
        </Frame.Description>
      ) : null}
      {props.actions ? <Frame.Actions>{props.actions}</Frame.Actions> : null}
    </Frame>
  );
}
