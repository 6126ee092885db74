/**
 * A panel whose numbers are on their way, or did not come. In: its title, the query without data. Out: the title over a skeleton, so that
 * nothing moves far when they come; over what went wrong, with a way to try again.
 */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Loaded } from './loaded.js';
import { Panel } from './panel.js';

export function WaitingPanel({ title, query }: { title: string; query: UseQueryResult<unknown> }) {
  return (
    <Panel title={title}>
      <Loaded query={query} skeleton={<Skeleton height={140} />}>
        {() => null}
      </Loaded>
    </Panel>
  );
}
